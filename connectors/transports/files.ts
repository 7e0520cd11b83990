// The transport `files`: which files a source has, and their bytes as blocks of records. Knows nothing of what the
// records mean and never opens DuckDB; a Parquet file is only recognised here.
import { lstat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { FileBytes } from "./files/bytes/file-bytes.ts";
import { globFiles } from "./files/glob.ts";
import { openTail } from "./files/grown-file.ts";
import type { OpenedFile, ReadOptions } from "./files/opened-file.ts";
import { readSizes } from "./files/records/record-block.ts";
import { openWhole } from "./files/whole-file.ts";

export interface FoundFile {
  /** Relative to the configuration's folder, with `/`. */
  readonly path: string;
  readonly absolutePath: string;
}

const shownPath = (folder: string, path: string): string => relative(folder, path).replaceAll(sep, "/");

/**
 * The files that patterns name, relative to `folder`: each once, sorted by the bytes of the path. Links are followed;
 * hidden files are passed over unless a pattern names them. A path that exists as it is written is no pattern.
 */
export const findFiles = async (patterns: readonly string[], folder: string): Promise<FoundFile[]> => {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const literal = resolve(folder, pattern);
    const isThere = await lstat(literal).then(
      () => true,
      () => false,
    );
    for (const path of isThere ? [literal] : await globFiles(pattern, folder)) found.add(resolve(path));
  }
  return [...found]
    .map((absolutePath) => ({ path: shownPath(folder, absolutePath), absolutePath }))
    .toSorted((left, right) => Buffer.compare(Buffer.from(left.path), Buffer.from(right.path)));
};

/** Close it when done. Throws UnreadableFile, here and while it is read. */
export const openFile = async (path: string, options: ReadOptions): Promise<OpenedFile> => {
  const { sizes = readSizes, earlier } = options;
  if (earlier !== undefined && earlier.endsWithNewline && !earlier.isUnreadable) {
    const bytes = await FileBytes.find(path, sizes.chunkBytes);
    const tail = await closedOnFailure(bytes, openTail(bytes, options, earlier));
    if (tail !== null) return tail;
    await bytes.close();
  }
  const bytes = await FileBytes.find(path, sizes.chunkBytes);
  return closedOnFailure(bytes, openWhole(bytes, options));
};

const closedOnFailure = async <Result>(bytes: FileBytes, opening: Promise<Result>): Promise<Result> => {
  try {
    return await opening;
  } catch (error) {
    await bytes.close();
    throw error;
  }
};
