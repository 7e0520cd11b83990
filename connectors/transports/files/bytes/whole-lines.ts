// What to do with the end of text that was being written while it was read. A line of JSON is left to the next run
// whole; a row has no sign of being cut, so the file is not taken at all.
import type { FileBytes } from "./file-bytes.ts";
import { changedWhileRead } from "./unreadable-file.ts";

const newline = 0x0a;

/** A longer line is passed on piece by piece. */
const maxHeldBytes = 1 << 20;

/** Leaves out a last line without its end, from the digest too, where the file changed meanwhile. */
export const wholeLines = async function* (
  chunks: AsyncGenerator<Buffer>,
  bytes: FileBytes,
): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let isLineWhole = true;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > 0 || heldBytes > maxHeldBytes) {
      yield* held;
      isLineWhole = end > 0;
      held = [];
      heldBytes = 0;
    }
    if (end > 0) yield chunk.subarray(0, end);
    if (end < chunk.length) held.push(chunk.subarray(end));
    heldBytes += chunk.length - end;
  }
  if (isLineWhole && heldBytes > 0 && (await bytes.hasChanged()) && bytes.leaveOut(heldBytes)) return;
  yield* held;
};

/** Throws UnreadableFile where the file changed meanwhile and its last row has no end. */
export const wholeRows = async function* (
  chunks: AsyncGenerator<Buffer>,
  bytes: FileBytes,
): AsyncGenerator<Buffer> {
  let isEnded = true;
  for await (const chunk of chunks) {
    isEnded = chunk.at(-1) === newline;
    yield chunk;
  }
  if (!isEnded && (await bytes.hasChanged())) throw changedWhileRead();
};
