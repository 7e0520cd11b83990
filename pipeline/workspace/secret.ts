// The workspace secret that keys every profile id: made once, never shown, never replaced in silence.
import { createHmac, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { PolkuError, systemCode } from "../../models/errors.ts";

/**
 * Makes a secret of 256 bits, readable by its owner only, where there is no file yet.
 * Gives whether it made one: a file that is there is never touched.
 */
export const createSecret = async (file: string): Promise<boolean> => {
  try {
    await mkdir(dirname(file), { recursive: true });
    // Without a line end: the bytes of the file are the secret, however they are read.
    await writeFile(file, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
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
