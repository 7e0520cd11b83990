// Cuts JSON values that are laid out freely (a list, one behind the other, over many lines) into blocks of records:
// elements of top-level lists and top-level objects. Brackets and quotes alone decide; nothing is parsed here.
import { byteOf, isJsonSpace } from "./json-scan.ts";
import {
  boundsOf,
  checkedBlock,
  type ReadSizes,
  type RecordBlock,
  type RecordFault,
  type RecordBounds,
  type RecordLimits,
  tooLong,
  type Verdict,
} from "./record-block.ts";
import { UnreadableFile } from "../bytes/unreadable-file.ts";

/** A control character, which no valid JSON holds raw. */
const separator = 0x1e;

/** Throws UnreadableFile where a value never ends or something else stands between values. */
export async function* valueBlocks(
  chunks: AsyncIterable<Buffer>,
  limits: RecordLimits,
  sizes: ReadSizes,
): AsyncGenerator<RecordBlock> {
  const scanner = new ValueScanner(boundsOf(limits, sizes));
  for await (const chunk of chunks) {
    scanner.scan(chunk);
    if (scanner.elementBytes >= sizes.blockBytes) yield scanner.takeBlock();
  }
  scanner.end();
  if (scanner.elementBytes > 0) yield scanner.takeBlock();
}

class ValueScanner {
  readonly #bounds: RecordBounds;
  #elements: Buffer[] = [];
  #faults: RecordFault[] = [];
  elementBytes = 0;
  #position = 1;
  /** Bytes of the file before the chunk at hand. */
  #offset = 0;
  #isInList = false;
  #listStart = 0;
  /** Of the element at hand: null between elements. */
  #elementStart: number | null = null;
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  #droppedBytes = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** In a list: whether an element may begin here without a comma before it. */
  #isExpected = true;

  constructor(bounds: RecordBounds) {
    this.#bounds = bounds;
  }

  scan(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#elementStart !== null) {
        const end = this.#elementEnd(chunk, at);
        this.#keep(chunk.subarray(at, end < 0 ? chunk.length : end));
        if (end < 0) break;
        this.#finishElement();
        at = end;
      } else {
        const byte = chunk[at] ?? 0;
        if (!isJsonSpace(byte) && this.#begins(byte, this.#offset + at))
          this.#elementStart = this.#offset + at;
        else at += 1;
      }
    }
    this.#offset += chunk.length;
  }

  /** Between elements: true where `byte` is the first of one. */
  #begins(byte: number, offset: number): boolean {
    if (!this.#isInList) {
      if (byte === byteOf.openObject) return true;
      if (byte !== byteOf.openList)
        throw new UnreadableFile(`byte ${offset} belongs to no JSON value; cut it there`);
      this.#isInList = true;
      this.#listStart = offset;
      this.#isExpected = true;
      return false;
    }
    if (byte === byteOf.closeList) {
      this.#isInList = false;
      return false;
    }
    if (byte === byteOf.comma) {
      // Nothing between two commas: a record that is no JSON.
      if (this.#isExpected) this.#finishElement();
      this.#isExpected = true;
      return false;
    }
    if (!this.#isExpected)
      throw new UnreadableFile(`a comma is missing in the JSON list before byte ${offset}`);
    return true;
  }

  /** Where the element ends in this chunk, or -1. */
  #elementEnd(chunk: Buffer, from: number): number {
    let depth = this.#depth;
    let isInString = this.#isInString;
    let isEscaped = this.#isEscaped;
    let end = -1;
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === byteOf.backslash) isEscaped = true;
        else if (byte === byteOf.quote) isInString = false;
      } else if (byte === byteOf.quote) isInString = true;
      else if (byte === byteOf.openObject || byte === byteOf.openList) depth += 1;
      else if (byte === byteOf.closeObject || byte === byteOf.closeList) {
        if (depth === 0) {
          end = at;
          break;
        }
        depth -= 1;
        if (depth === 0 && !this.#isInList) {
          end = at + 1;
          break;
        }
      } else if (byte === byteOf.comma && depth === 0) {
        end = at;
        break;
      }
    }
    this.#depth = depth;
    this.#isInString = isInString;
    this.#isEscaped = isEscaped;
    return end;
  }

  #keep(piece: Buffer): void {
    if (this.#pieceBytes > this.#bounds.keptBytes) {
      this.#droppedBytes += piece.length;
      return;
    }
    this.#pieces.push(piece);
    this.#pieceBytes += piece.length;
  }

  #finishElement(): void {
    const [piece = empty] = this.#pieces;
    const all = this.#pieces.length <= 1 ? piece : Buffer.concat(this.#pieces);
    const length = all.length + this.#droppedBytes;
    const isEndless = length > this.#bounds.keptBytes;
    const bytes = isEndless ? all.subarray(0, this.#bounds.keptBytes) : trimmed(all);
    const verdict = isEndless ? tooLong(length, this.#bounds) : emptyOrSplit(bytes);
    if (verdict !== null) this.#faults.push({ position: this.#position, ...verdict, bytes });
    this.#elements.push(verdict === null ? bytes : empty);
    this.elementBytes += bytes.length + 1;
    this.#position += 1;
    this.#elementStart = null;
    this.#isExpected = false;
    this.#pieces = [];
    this.#pieceBytes = 0;
    this.#droppedBytes = 0;
  }

  /** Throws UnreadableFile where something is still open. */
  end(): void {
    if (this.#elementStart === null && !this.#isInList) return;
    const what = this.#isInList ? "list" : "value";
    const start = this.#isInList ? this.#listStart : this.#elementStart;
    throw new UnreadableFile(`the JSON ${what} that begins at byte ${start} never ends: the file was cut`);
  }

  takeBlock(): RecordBlock {
    const first = this.#position - this.#elements.length;
    const bytes = Buffer.concat(this.#elements.flatMap((element) => [element, separatorBytes]));
    const block = checkedBlock(bytes, separator, first, this.#bounds, "json");
    const faults = [...this.#faults, ...block.faults].toSorted(
      (left, right) => left.position - right.position,
    );
    const records = block.records + this.#faults.length;
    this.#elements = [];
    this.#faults = [];
    this.elementBytes = 0;
    return { ...block, records, faults };
  }
}

const empty = Buffer.alloc(0);
const separatorBytes = Buffer.of(separator);

/** Nothing between two commas, or what would fall apart at the separator, is no JSON. */
const emptyOrSplit = (bytes: Buffer): Verdict | null =>
  bytes.length === 0 || bytes.includes(separator) ? { reason: "not_json", detail: null } : null;

const trimmed = (bytes: Buffer): Buffer => {
  let end = bytes.length;
  while (end > 0 && isJsonSpace(bytes[end - 1] ?? 0)) end -= 1;
  return bytes.subarray(0, end);
};
