// What is said where the journal cannot write or read: a full disk in the words of all of polku, anything else as it is.
import { dirname, join } from "node:path";
import { PolkuError, systemCode } from "../../models/errors.ts";
import { storageError } from "../workspace/storage-errors.ts";

const refused = (folder: string, problem: string, cause?: unknown): PolkuError =>
  new PolkuError("journal_failed", { folder, problem }, { cause });

/** Nothing is broken, but nothing more is taken now. */
export const journalBusy = (folder: string, waiting: number): PolkuError =>
  refused(folder, `${String(waiting)} bytes wait to be written already`);

export const journalClosed = (folder: string): PolkuError => refused(folder, "it is closed");

export const frameTooLong = (folder: string, bytes: number): PolkuError =>
  refused(folder, `${String(bytes)} bytes are more than one append can hold`);

/** A write that ended early without saying why. */
export class ShortWrite extends Error {
  override readonly name = "ShortWrite";
}

/** What a person would say of what the system says. */
const problems: Readonly<Record<string, string>> = {
  EACCES: "this user may not read and write there",
  EFBIG: "the system allows no larger file",
  EIO: "the disk reports an error",
  ENOENT: "a file or the folder is gone",
  EROFS: "its disk is read-only",
};

const problemOf = (error: unknown): string => {
  if (error instanceof ShortWrite) return "a write ended early";
  const code = systemCode(error);
  return problems[code] ?? `the system says ${code}`;
};

/** disk_full, or journal_failed with what the system said. */
export const journalError = async (folder: string, error: unknown): Promise<PolkuError> => {
  if (error instanceof PolkuError) return error;
  const code = systemCode(error);
  if (code === "ENOSPC" || code === "EDQUOT") {
    const workspace = dirname(folder);
    const told = await storageError(error, { workspace, temporary: join(folder, "none") });
    if (told !== undefined) return told;
  }
  return refused(folder, problemOf(error), error);
};
