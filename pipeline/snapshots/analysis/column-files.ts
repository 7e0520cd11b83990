// Columns of numbers as bare files: the numbers one after the other, as they lie in memory, lowest byte first. Reading
// one costs what copying it costs. What they hold is said by the manifest; a file of another length is refused.
import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { ColumnFile } from "../../../models/manifest.ts";

export type NumberType = ColumnFile["type"];

export type Numbers = Uint8Array | Uint16Array | Int32Array | Float64Array;

const arrays = {
  uint8: (length: number): Uint8Array => new Uint8Array(length),
  uint16: (length: number): Uint16Array => new Uint16Array(length),
  int32: (length: number): Int32Array => new Int32Array(length),
  float64: (length: number): Float64Array => new Float64Array(length),
} satisfies Record<NumberType, (length: number) => Numbers>;

const numbersIn = 1 << 17;

const bytesOf = ({ buffer, byteOffset, byteLength }: Numbers): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Writes one column, part after part. */
export class ColumnWriter {
  readonly #file: FileHandle;
  readonly #hash: Hash = createHash("sha256");
  readonly #about: Pick<ColumnFile, "name" | "file" | "type">;
  readonly #waiting: Numbers;
  #count = 0;
  #rows = 0;
  #bytes = 0;

  private constructor(file: FileHandle, about: Pick<ColumnFile, "name" | "file" | "type">) {
    this.#file = file;
    this.#about = about;
    this.#waiting = arrays[about.type](numbersIn);
  }

  /** `file` is relative to the folder of the snapshot. */
  static async create(
    folder: string,
    about: Pick<ColumnFile, "name" | "file" | "type">,
  ): Promise<ColumnWriter> {
    return new ColumnWriter(await open(join(folder, about.file), "wx"), about);
  }

  /** At most as many as one part holds: 131 072. */
  async add(numbers: ArrayLike<number>): Promise<void> {
    if (this.#count + numbers.length > numbersIn) await this.#write();
    this.#waiting.set(numbers, this.#count);
    this.#count += numbers.length;
    this.#rows += numbers.length;
  }

  async #write(): Promise<void> {
    const bytes = bytesOf(this.#waiting.subarray(0, this.#count));
    this.#hash.update(bytes);
    await this.#file.writeFile(bytes);
    this.#bytes += bytes.length;
    this.#count = 0;
  }

  /** Forces it to disk and gives its entry in the manifest. */
  async finish(): Promise<ColumnFile> {
    await this.#write();
    await this.#file.sync();
    return { ...this.#about, rows: this.#rows, bytes: this.#bytes, sha256: this.#hash.digest("hex") };
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

const readAll = async (file: FileHandle, into: Uint8Array): Promise<number> => {
  let read = 0;
  while (read < into.length) {
    const { bytesRead } = await file.read(into, read, into.length - read, read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return read;
};

/** The numbers of a column. Throws where the file is missing or shorter than the manifest says. */
export const readColumn = async (folder: string, { file, type, rows }: ColumnFile): Promise<Numbers> => {
  const numbers = arrays[type](rows);
  const handle = await open(join(folder, file), "r");
  try {
    const read = await readAll(handle, bytesOf(numbers));
    if (read < numbers.byteLength) throw new Error(`${file} is shorter than its column`);
  } finally {
    await handle.close();
  }
  return numbers;
};
