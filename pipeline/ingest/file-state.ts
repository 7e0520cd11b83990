// What the file system says of a file, without reading it.
import { stat } from "node:fs/promises";
import type { KnownFile } from "./known-files.ts";

export interface FileState {
  readonly sizeBytes: number;
  readonly modifiedNs: bigint;
}

/** Zeros where the file cannot be looked at: reading it will say why. */
export const statFile = async (path: string): Promise<FileState> => {
  try {
    const { size, mtimeNs } = await stat(path, { bigint: true });
    return { sizeBytes: Number(size), modifiedNs: mtimeNs };
  } catch {
    return { sizeBytes: 0, modifiedNs: 0n };
  }
};

/** A file that could not be read is tried again: what was in its way need not have touched it. */
export const unchanged = (known: KnownFile, state: FileState): boolean =>
  !known.isUnreadable && known.sizeBytes === state.sizeBytes && known.modifiedNs === state.modifiedNs;
