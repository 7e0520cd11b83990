// A file of keys: one line for each, `sha256:<64 hex digits> [date and comment]`; lines that begin with # and empty
// ones say nothing. It holds digests only: a key in clear text is refused, and never repeated in a message.
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { PolkuError, systemCode } from "../../../models/errors.ts";

export interface KeyEntry {
  readonly digest: Buffer;
  readonly comment: string;
  readonly line: number;
}

/** A file of keys or secrets. */
export interface SecretFile {
  /** As messages name it. */
  readonly name: string;
  readonly path: string;
}

/** A key's file, and the command that makes a key for it. */
export interface KeyFile extends SecretFile {
  readonly command: string;
}

const maxFileBytes = 1_000_000;
const entryLine = /^sha256:([0-9a-f]{64})(?:\s+(.*))?$/i;

/** What is stored of a key. Keys are random and long, so that a plain digest cannot be searched for the key. */
export const digestOf = (key: string): Buffer => createHash("sha256").update(key).digest();

/** The first hex digits of a digest, by which people name a key. */
export const keyId = (digest: Buffer): string => digest.toString("hex").slice(0, 12);

/** keys_unusable, in the words of one file. */
export const unusable = (file: SecretFile, problem: string, remedy: string, cause?: unknown): PolkuError =>
  new PolkuError("keys_unusable", { file: file.name, problem, remedy }, { cause });

const howToKeep = ({ command }: KeyFile): string =>
  `Keep digests there: \`${command}\` makes a key and its line; for a key that you have already, ` +
  "write sha256: and what `printf %s KEY | sha256sum` prints.";

/** The keys of a file's text. Throws keys_unusable where a line is none. */
export const parseKeys = (text: string, file: KeyFile): KeyEntry[] =>
  text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .flatMap((content, index) => {
      const line = content.trim();
      if (line === "" || line.startsWith("#")) return [];
      const [, hex, comment = ""] = entryLine.exec(line) ?? [];
      if (hex !== undefined) return [{ digest: Buffer.from(hex, "hex"), comment, line: index + 1 }];
      const what = line.toLowerCase().startsWith("sha256:")
        ? "is no whole digest of 64 hex digits"
        : "is no digest; a key in clear text must not be kept";
      throw unusable(file, `line ${String(index + 1)} ${what}`, howToKeep(file));
    });

/** Changes when the file is written again; undefined where it is not there. */
export const fileStamp = async (path: string): Promise<string | undefined> => {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? undefined : [found.ino, found.size, found.mtimeNs].map(String).join(":");
};

/** A small text file of secrets or digests. Throws keys_unusable where it cannot be read. */
export const readSmallFile = async (file: SecretFile, whenMissing: string): Promise<string> => {
  try {
    const { size } = await stat(file.path);
    if (size > maxFileBytes) throw unusable(file, "it is larger than 1 MB", "See that it is the right file.");
    return await readFile(file.path, "utf8");
  } catch (error) {
    if (error instanceof PolkuError) throw error;
    const code = systemCode(error);
    if (code === "ENOENT") throw unusable(file, "it is missing", whenMissing, error);
    throw unusable(file, code, "See that polku may read it.", error);
  }
};

/** The keys of a file. Throws keys_unusable where it is missing, cannot be read, or holds something else. */
export const readKeys = async (file: KeyFile): Promise<KeyEntry[]> =>
  parseKeys(await readSmallFile(file, `\`${file.command}\` makes it.`), file);
