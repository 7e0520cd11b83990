// Makes, lists and removes keys. The key itself is given once and kept nowhere; its file gets the digest.
import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, realpath, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { SourceConfig } from "../../../models/config.ts";
import { PolkuError, systemCode } from "../../../models/errors.ts";
import { suggestionSentence } from "../../config/nearest.ts";
import type { LoadedConfig } from "../../config.ts";
import { syncToDisk } from "../../snapshots/write-table.ts";
import { digestOf, type KeyEntry, keyId, parseKeys, readKeys } from "./key-file.ts";
import { httpInputOf, readers, readKeyFile, writeKeyFile, writeKeyFiles } from "./key-places.ts";
import type { OwnedFile } from "./key-ring.ts";

/** A key as it is listed. */
export interface ListedKey {
  /** The first hex digits of its digest. */
  readonly key_id: string;
  readonly kind: "write" | "read";
  /** Null for a read key. */
  readonly source: string | null;
  readonly file: string;
  /** The date it was made, and what was said of it. */
  readonly comment: string;
}

/** What a new key is for: a source's name, or null for reading. */
export interface KeyWish {
  readonly source: string | null;
  readonly comment?: string | undefined;
}

const refused = (problem: string): PolkuError => new PolkuError("usage", { problem });

const listed = ({ owner, file }: OwnedFile, entry: KeyEntry): ListedKey => ({
  key_id: keyId(entry.digest),
  kind: owner === readers ? "read" : "write",
  source: owner === readers ? null : owner,
  file: file.name,
  comment: entry.comment,
});

const withoutFile = (source: SourceConfig): PolkuError => {
  const wanted = `write_key_file: ${source.name}.keys`;
  const way =
    httpInputOf(source) === undefined
      ? `takes nothing by HTTP. Under inputs of this source add:\n  - { http: { ${wanted} } }`
      : `has an http input without write keys. Add to it:\n  ${wanted}`;
  return refused(`The source ${source.name} ${way}`);
};

const placeOf = (source: string | null, loaded: LoadedConfig): OwnedFile => {
  if (source === null) {
    const place = readKeyFile(loaded);
    if (place !== undefined) return place;
    throw refused(
      "Nobody may read: there is no file for read keys. Add:\nhttp: { read_key_file: read.keys }",
    );
  }
  const found = loaded.config.sources.find(({ name }) => name === source);
  if (found === undefined) {
    const names = loaded.config.sources.map(({ name }) => name);
    const remedy = `Sources: ${suggestionSentence(source, names)}`;
    throw new PolkuError("not_found", { what: `The source ${source}`, remedy });
  }
  const place = writeKeyFile(found, loaded);
  if (place === undefined) throw withoutFile(found);
  return place;
};

const isMissing = (path: string): Promise<boolean> =>
  stat(path).then(
    () => false,
    (error: unknown) => systemCode(error) === "ENOENT",
  );

const unwritable = (place: OwnedFile, cause: unknown): PolkuError => {
  const remedy = "See that polku may write it and that the disk has space.";
  const details = { file: place.file.name, problem: `it cannot be written (${systemCode(cause)})`, remedy };
  return new PolkuError("keys_unusable", details, { cause });
};

const writeDurably = async (path: string, text: string, flag: "a" | "wx", mode: number): Promise<void> => {
  const handle = await open(path, flag, mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncToDisk(dirname(path));
};

const append = async (place: OwnedFile, line: string): Promise<void> => {
  const { path } = place.file;
  try {
    if (await isMissing(path)) {
      await mkdir(dirname(path), { recursive: true });
      return await writeDurably(path, `# Digests of keys: polku keys --help\n${line}\n`, "a", 0o600);
    }
    const before = await readFile(path, "utf8");
    await writeDurably(path, `${before === "" || before.endsWith("\n") ? "" : "\n"}${line}\n`, "a", 0o600);
  } catch (error) {
    throw unwritable(place, error);
  }
};

/** Makes a key of 256 random bits and keeps its digest. Throws usage, not_found or keys_unusable. */
export const addKey = async (
  loaded: LoadedConfig,
  { source, comment = "" }: KeyWish,
): Promise<ListedKey & { readonly key: string }> => {
  const place = placeOf(source, loaded);
  if (/\p{Cc}/u.test(comment) || comment.length > 200) {
    throw refused("A comment is one line of at most 200 characters.");
  }
  // A file that the stream would refuse is no place for another key.
  if (!(await isMissing(place.file.path))) await readKeys(place.file);
  const key = `${source === null ? "rk_" : "pk_"}${randomBytes(32).toString("base64url")}`;
  const digest = digestOf(key);
  const note = `${new Date().toISOString().slice(0, 10)} ${comment}`.trim();
  await append(place, `sha256:${digest.toString("hex")} ${note}`);
  return { key, ...listed(place, { digest, comment: note, line: 0 }) };
};

const places = (loaded: LoadedConfig): OwnedFile[] => {
  const read = readKeyFile(loaded);
  return [...writeKeyFiles(loaded), ...(read === undefined ? [] : [read])];
};

const keysOf = async (loaded: LoadedConfig): Promise<{ place: OwnedFile; entry: KeyEntry }[]> => {
  const keys: { place: OwnedFile; entry: KeyEntry }[] = [];
  for (const place of places(loaded)) {
    if (await isMissing(place.file.path)) continue;
    for (const entry of await readKeys(place.file)) keys.push({ place, entry });
  }
  return keys;
};

/** Every key, without the key. */
export const listKeys = async (loaded: LoadedConfig): Promise<ListedKey[]> =>
  (await keysOf(loaded)).map(({ place, entry }) => listed(place, entry));

const withoutKey = async (place: OwnedFile, { digest }: KeyEntry): Promise<void> => {
  try {
    // A link, as secrets are often mounted, stays one.
    const path = await realpath(place.file.path);
    const lines = (await readFile(path, "utf8")).split("\n");
    const kept = lines.filter(
      (line) => !parseKeys(line, place.file).some((entry) => entry.digest.equals(digest)),
    );
    const aside = `${path}.${randomBytes(4).toString("hex")}`;
    await writeDurably(aside, kept.join("\n"), "wx", (await stat(path)).mode & 0o777);
    await rename(aside, path);
    await syncToDisk(dirname(path));
  } catch (error) {
    throw error instanceof PolkuError ? error : unwritable(place, error);
  }
};

/** Removes the key whose digest begins with these hex digits, at least six. Throws usage where they fit none, or several. */
export const removeKey = async (loaded: LoadedConfig, digits: string): Promise<ListedKey> => {
  if (!/^[0-9a-f]{6,64}$/i.test(digits)) throw refused("Name a key by 6 or more hex digits of its key_id.");
  const wanted = digits.toLowerCase();
  const fitting = (await keysOf(loaded)).filter(({ entry }) =>
    entry.digest.toString("hex").startsWith(wanted),
  );
  const [first] = fitting;
  if (first === undefined) {
    const remedy = "`polku keys list` shows them all.";
    throw new PolkuError("not_found", { what: `A key ${wanted}`, remedy });
  }
  if (new Set(fitting.map(({ entry }) => entry.digest.toString("hex"))).size > 1) {
    throw refused(`Several keys begin with ${wanted}; give more digits of its key_id.`);
  }
  for (const { place, entry } of fitting) await withoutKey(place, entry);
  return listed(first.place, first.entry);
};
