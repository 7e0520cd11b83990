// Cuts CSV and TSV (RFC 4180, any delimiter, any line end) into blocks of whole rows with the same number of fields
// as the header. What does not fit the header is set aside; a quote that never ends makes the file unreadable.
import {
  boundsOf,
  checkedBlock,
  type ReadSizes,
  type RecordBlock,
  type RecordBounds,
  type RecordFault,
  type RecordLimits,
} from "./record-block.ts";
import { type Dialect, scanRows } from "./row-scan.ts";
import { UnreadableFile } from "../bytes/unreadable-file.ts";

const newline = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;

const endlessQuote = (line: number): UnreadableFile =>
  new UnreadableFile(
    `the quote that opens in line ${line} never ends; close it, or double quotes inside a field`,
  );

const endlessRow = (line: number, bytes: number): UnreadableFile =>
  new UnreadableFile(
    `the row that begins in line ${line} is longer than ${bytes} bytes; close the quote in it that never ends`,
  );

const countLines = (bytes: Buffer, end: number): number => {
  let lines = 0;
  for (let at = bytes.indexOf(newline); at >= 0 && at < end; at = bytes.indexOf(newline, at + 1)) lines += 1;
  return lines;
};

/**
 * `chunks` begin behind the header, which took `headerLines` lines. Positions are rows from 1, empty ones counted.
 * Throws UnreadableFile for a quote that never ends, or not within `keptBytes`.
 */
export async function* rowBlocks(
  chunks: AsyncIterable<Buffer>,
  dialect: Dialect,
  headerLines: number,
  limits: RecordLimits,
  sizes: ReadSizes,
): AsyncGenerator<RecordBlock> {
  const bounds = boundsOf(limits, sizes);
  const cutter = new RowCutter(dialect, headerLines, bounds);
  let held: Buffer[] = [];
  let heldBytes = 0;
  let wanted = sizes.blockBytes;
  const { keptBytes } = bounds;
  for await (const chunk of chunks) {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < wanted) continue;
    const cut = cutter.cut(Buffer.concat(held), false);
    if (cut.block !== null) yield cut.block;
    held = [cut.rest];
    heldBytes = cut.rest.length;
    // A whole row of that length and its line end may stand here, waiting for what follows.
    if (heldBytes > keptBytes + 2) throw endlessRow(cutter.lineOf(cut.rest, 0), keptBytes);
    // A row larger than a block is looked at again only when twice as much of it is there.
    wanted = Math.max(sizes.blockBytes, Math.min(2 * heldBytes, keptBytes + 3));
  }
  const { block, rest, openQuote } = cutter.cut(Buffer.concat(held), true);
  if (rest.length > keptBytes) throw endlessRow(cutter.lineOf(rest, 0), keptBytes);
  if (openQuote !== null) throw endlessQuote(cutter.lineOf(rest, openQuote));
  if (block !== null) yield block;
}

interface Cut {
  readonly block: RecordBlock | null;
  /** What belongs to a row that does not end yet. */
  readonly rest: Buffer;
  /** Where in `rest` a quote is open at its end. */
  readonly openQuote: number | null;
}

class RowCutter {
  readonly #dialect: Dialect;
  readonly #bounds: RecordBounds;
  readonly #keptBytes: number;
  #position = 1;
  #lines: number;

  constructor(dialect: Dialect, headerLines: number, bounds: RecordBounds) {
    this.#dialect = dialect;
    this.#lines = headerLines;
    // What is cut off of a long row is decided below, when its whole length is known.
    this.#bounds = { ...bounds, keptBytes: Number.POSITIVE_INFINITY };
    this.#keptBytes = bounds.keptBytes;
  }

  lineOf(rest: Buffer, at: number): number {
    return this.#lines + 1 + countLines(rest, at);
  }

  cut(bytes: Buffer, isLast: boolean): Cut {
    const isPlain = !bytes.includes(quote) && !bytes.includes(carriageReturn);
    return isPlain ? this.#cutLines(bytes, isLast) : this.#cutRows(bytes, isLast);
  }

  /** Without quotes a row is a line; the warehouse counts its fields. */
  #cutLines(bytes: Buffer, isLast: boolean): Cut {
    const end = isLast ? bytes.length : bytes.lastIndexOf(newline) + 1;
    const rest = bytes.subarray(end);
    if (end === 0) return { block: null, rest, openQuote: null };
    const block = checkedBlock(bytes.subarray(0, end), newline, this.#position, this.#bounds, "text");
    this.#refuseEndless(bytes, block.faults);
    this.#advance(block.places, block.places);
    const fieldSeparator = String.fromCharCode(this.#dialect.delimiter);
    return { block: { ...block, fieldSeparator }, rest, openQuote: null };
  }

  #cutRows(bytes: Buffer, isLast: boolean): Cut {
    const scan = scanRows(bytes, this.#dialect, isLast, this.#bounds);
    const rest = bytes.subarray(scan.consumed);
    if (scan.places === 0) return { block: null, rest, openQuote: scan.openQuote };
    this.#refuseEndless(bytes, scan.faults);
    const first = this.#position;
    const faults = scan.faults.map((fault) => ({ ...fault, position: first + fault.position }));
    const block: RecordBlock = {
      text: scan.text,
      separator: scan.rowSeparator,
      fieldSeparator: scan.fieldSeparator,
      firstPosition: first,
      places: scan.places,
      records: scan.records,
      faults,
    };
    this.#advance(scan.places, countLines(bytes, scan.consumed));
    return { block, rest, openQuote: scan.openQuote };
  }

  /** A row that long is no row: in a file that is cut otherwise its end may never be seen. */
  #refuseEndless(bytes: Buffer, faults: readonly RecordFault[]): void {
    const endless = faults.find((fault) => fault.bytes.length > this.#keptBytes);
    if (endless === undefined) return;
    throw endlessRow(this.lineOf(bytes, endless.bytes.byteOffset - bytes.byteOffset), this.#keptBytes);
  }

  #advance(places: number, lines: number): void {
    this.#position += places;
    this.#lines += lines;
  }
}
