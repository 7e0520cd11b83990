// The workspace secret that keys every profile id: made once, never shown, never replaced in silence.
import { createHmac, randomBytes } from "node:crypto";
import { mkdir, open, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { PolkuError, systemCode } from "../../models/errors.ts";
import { syncToDisk } from "../snapshots/write-table.ts";

/** Writes a new secret and forces it to disk: a store that knows it must never outlive it. */
const writeSecret = async (file: string, flag: "wx" | "r+"): Promise<void> => {
  const handle = await open(file, flag, 0o600);
  try {
    await handle.chmod(0o600);
    // Without a line end: the bytes of the file are the secret, however they are read.
    await handle.writeFile(randomBytes(32).toString("hex"));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncToDisk(dirname(file));
};

/**
 * Makes a secret of 256 bits, readable by its owner only, where there is no file yet.
 * Gives whether it made one: a file with anything in it is never touched; an empty one is what a power cut leaves.
 */
export const createSecret = async (file: string): Promise<boolean> => {
  try {
    await mkdir(dirname(file), { recursive: true });
    const found = await stat(file).catch(() => undefined);
    const isBrokenOff = found?.isFile() === true && found.size === 0;
    await writeSecret(file, isBrokenOff ? "r+" : "wx");
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw new PolkuError("secret_unreadable", { file, problem: systemCode(error) }, { cause: error });
  }
};

/** The secret's bytes without line ends at their end; undefined where there is no such file. */
export const readSecret = async (file: string): Promise<Buffer | undefined> => {
  try {
    const secret = Buffer.from((await readFile(file, "latin1")).replace(/[\r\n]+$/, ""), "latin1");
    if (secret.length === 0) throw new PolkuError("secret_unreadable", { file, problem: "it is empty" });
    return secret;
  } catch (error) {
    if (error instanceof PolkuError) throw error;
    if (systemCode(error) === "ENOENT") return undefined;
    throw new PolkuError("secret_unreadable", { file, problem: systemCode(error) }, { cause: error });
  }
};

/** What the workspace keeps to know its secret again; the secret cannot be found from it. */
export const secretFingerprint = (secret: Buffer): string =>
  createHmac("sha256", secret).update("polku secret fingerprint").digest("hex").slice(0, 32);
