// Opens a file that was read before. Where it only grew by whole lines, what was read stands, and only what was
// added is read; any other change makes it a file like a new one.
import { contentKind } from "./records/content-kind.ts";
import type { FileBytes } from "./bytes/file-bytes.ts";
import { isPlainText, withoutByteOrderMark } from "./bytes/first-bytes.ts";
import { headed } from "./bytes/head.ts";
import { wholeLines } from "./bytes/whole-lines.ts";
import { lineBlocks } from "./records/line-blocks.ts";
import {
  type EarlierContent,
  enoughToTell,
  LineEnding,
  type OpenedFile,
  type ReadOptions,
} from "./opened-file.ts";
import { readSizes, type RecordLimits } from "./records/record-block.ts";

/** Null where the file did not merely grow by whole lines. */
export const openTail = async (
  bytes: FileBytes,
  options: ReadOptions,
  earlier: EarlierContent,
): Promise<OpenedFile | null> => {
  const { limits, sizes = readSizes } = options;
  const chunks = bytes.chunks(earlier.sizeBytes);
  const prefix = await readPrefix(bytes, chunks, earlier.sizeBytes, limits);
  const tail = await headed(chunks, enoughToTell(limits));
  const kindOf = (head: Buffer, isWhole: boolean): string =>
    contentKind(withoutByteOrderMark(head), isWhole, bytes.path, options.prefersRows);
  const isGrownLines =
    bytes.sizeBytes >= earlier.sizeBytes &&
    prefix.sha256 === earlier.sha256 &&
    isPlainText(prefix.head) &&
    kindOf(prefix.head, prefix.isWhole) === "lines" &&
    (!prefix.isWhole || kindOf(Buffer.concat([prefix.head, tail.head]), tail.isWhole) === "lines");
  if (!isGrownLines) return null;
  const ending = new LineEnding(true);
  return {
    bytes,
    shape: "json",
    columns: [],
    isTail: true,
    blocks: () =>
      lineBlocks(ending.watched(wholeLines(tail.chunks(), bytes)), limits, sizes, earlier.recordsThrough + 1),
    endsWithNewline: () => ending.isNewline,
  };
};

interface Prefix {
  readonly head: Buffer;
  readonly isWhole: boolean;
  readonly sha256: string;
}

const readPrefix = async (
  bytes: FileBytes,
  chunks: AsyncGenerator<Buffer>,
  length: number,
  limits: RecordLimits,
): Promise<Prefix> => {
  const isEnough = enoughToTell(limits);
  const held: Buffer[] = [];
  let isWhole = true;
  for (let read = 0; read < length;) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    read += value.length;
    if (isWhole) held.push(value);
    isWhole &&= !isEnough(value, read);
  }
  return { head: Buffer.concat(held), isWhole, sha256: bytes.digest().sha256 };
};
