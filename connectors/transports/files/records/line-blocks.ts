// Cuts a stream into blocks of whole lines. Holds one block and one unfinished line in memory, never more: of a
// line without end only the beginning is kept.
import {
  boundsOf,
  checkedBlock,
  type ReadSizes,
  type RecordBlock,
  type RecordLimits,
  type RecordSyntax,
  type RecordBounds,
  tooLong,
} from "./record-block.ts";

const newline = 0x0a;
const carriageReturn = 0x0d;

/** `syntax` says which depth is measured. Positions are line numbers, blank lines counted. */
export async function* lineBlocks(
  chunks: AsyncIterable<Buffer>,
  limits: RecordLimits,
  sizes: ReadSizes,
  firstLine = 1,
  syntax: RecordSyntax = "json",
): AsyncGenerator<RecordBlock> {
  const bounds = boundsOf(limits, sizes);
  let position = firstLine;
  const lines = new Pieces();
  const unfinished = new Pieces();
  let endless: EndlessLine | null = null;

  const blockOf = (bytes: Buffer): RecordBlock => {
    const block = checkedBlock(bytes, newline, position, bounds, syntax);
    position += block.places;
    return block;
  };

  for await (const chunk of chunks) {
    let rest = chunk;
    if (endless !== null) {
      const end = chunk.indexOf(newline);
      endless.add(end < 0 ? chunk : chunk.subarray(0, end));
      if (end < 0) continue;
      yield endlessBlock(endless, position, bounds);
      position += 1;
      endless = null;
      rest = chunk.subarray(end + 1);
    }
    const cut = rest.lastIndexOf(newline) + 1;
    if (cut > 0) {
      lines.add(...unfinished.take(), rest.subarray(0, cut));
      rest = rest.subarray(cut);
    }
    if (rest.length > 0) unfinished.add(rest);
    const isEndless = unfinished.bytes > bounds.keptBytes;
    if (lines.bytes > 0 && (isEndless || lines.bytes >= sizes.blockBytes)) yield blockOf(lines.join());
    if (isEndless) {
      endless = new EndlessLine(unfinished.join(), bounds.keptBytes);
    }
  }
  lines.add(...unfinished.take());
  if (lines.bytes > 0) yield blockOf(lines.join());
  if (endless !== null) yield endlessBlock(endless, position, bounds);
}

class EndlessLine {
  readonly head: Buffer;
  #bytes: number;
  #endsWithReturn: boolean;

  constructor(start: Buffer, keptBytes: number) {
    // A copy, so that the rest of it need not stay in memory.
    this.head = Buffer.from(start.subarray(0, keptBytes));
    this.#bytes = start.length;
    this.#endsWithReturn = start.at(-1) === carriageReturn;
  }

  add(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#bytes += chunk.length;
    this.#endsWithReturn = chunk.at(-1) === carriageReturn;
  }

  /** Without the line end. */
  get bytes(): number {
    return this.#bytes - (this.#endsWithReturn ? 1 : 0);
  }
}

const endlessBlock = (line: EndlessLine, position: number, bounds: RecordBounds): RecordBlock => ({
  text: Buffer.alloc(0),
  separator: "\n",
  firstPosition: position,
  places: 1,
  records: 1,
  faults: [{ position, ...tooLong(line.bytes, bounds), bytes: line.head }],
});

/** Bytes in pieces, joined once. */
class Pieces {
  #pieces: Buffer[] = [];
  bytes = 0;

  add(...pieces: readonly Buffer[]): void {
    for (const piece of pieces) {
      this.#pieces.push(piece);
      this.bytes += piece.length;
    }
  }

  take(): Buffer[] {
    const taken = this.#pieces;
    this.#pieces = [];
    this.bytes = 0;
    return taken;
  }

  join(): Buffer {
    const taken = this.take();
    return taken.length === 1 ? (taken[0] ?? Buffer.alloc(0)) : Buffer.concat(taken);
  }
}
