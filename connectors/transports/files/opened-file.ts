// What a file looks like once it is open: the kind of its records, and the way to read them.
import type { FileBytes } from "./bytes/file-bytes.ts";
import { lookaheadBytes } from "./records/content-kind.ts";
import type { ReadSizes, RecordBlock, RecordLimits } from "./records/record-block.ts";

/** What is known of the content that was read of this file before. */
export interface EarlierContent {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly recordsThrough: number;
  readonly endsWithNewline: boolean;
  readonly isUnreadable: boolean;
}

export interface ReadOptions {
  readonly limits: RecordLimits;
  /** Decides between lines and rows where neither the content nor the name does. */
  readonly prefersRows: boolean;
  readonly sizes?: ReadSizes;
  readonly earlier?: EarlierContent;
}

interface Opened {
  /** Digest and size are those of the file once its records were read to the end. */
  readonly bytes: FileBytes;
  /** Of a file that grew by whole lines: only what was added; positions go on. */
  readonly isTail: boolean;
}

/** Lines and rows, block by block. */
export interface OpenedRecords extends Opened {
  readonly shape: "json" | "rows";
  /** Only of rows. */
  readonly columns: readonly string[];
  /** Call it once. */
  readonly blocks: () => AsyncGenerator<RecordBlock>;
  /** Only true of lines. A last line without its end may still grow. */
  readonly endsWithNewline: () => boolean;
}

/** A Parquet file, which only DuckDB can read. */
export interface OpenedParquet extends Opened {
  readonly shape: "parquet";
  /** Reads the file for its digest and gives a path where it lies unpacked, for the time of `work`. Call it once. */
  readonly withPlainFile: <Result>(
    folder: string,
    work: (path: string) => Promise<Result>,
  ) => Promise<Result>;
}

export type OpenedFile = OpenedRecords | OpenedParquet;

/** Enough of a file to tell its kind: its first line and some more, or more than a line may be long. */
export const enoughToTell = (limits: RecordLimits): ((chunk: Buffer, bytes: number) => boolean) => {
  let firstLine = -1;
  return (chunk, bytes) => {
    const newline = firstLine < 0 ? chunk.indexOf("\n") : -1;
    if (newline >= 0) firstLine = bytes - chunk.length + newline;
    return bytes >= (firstLine < 0 ? limits.max_line_bytes : firstLine) + lookaheadBytes;
  };
};

/** Remembers whether the last byte that passed was a line end. */
export class LineEnding {
  #isNewline: boolean;

  constructor(isNewline: boolean) {
    this.#isNewline = isNewline;
  }

  get isNewline(): boolean {
    return this.#isNewline;
  }

  async *watched(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      if (chunk.length > 0) this.#isNewline = chunk.at(-1) === 0x0a;
      yield chunk;
    }
  }
}
