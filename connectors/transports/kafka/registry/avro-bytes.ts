// Reads the primitives of Avro's binary encoding (Apache Avro 1.12, "Binary encoding"). What does not fit is Undecodable.
import { isUtf8 } from "node:buffer";

/** The bytes are not what their schema says, or the schema is none that is read here. */
export class Undecodable extends Error {
  override readonly name = "Undecodable";
}

/** Items that take no bytes, such as nulls in an array, could otherwise fill the memory. */
const mostEmptyItems = 100_000;
const deepest = 1000;

export class AvroBytes {
  readonly #bytes: Buffer;
  #at: number;
  #items = 0;
  #depth = 0;

  constructor(bytes: Buffer, from: number) {
    this.#bytes = bytes;
    this.#at = from;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  enter(): void {
    this.#depth += 1;
    if (this.#depth > deepest) throw new Undecodable("too deep");
  }

  leave(): void {
    this.#depth -= 1;
  }

  boolean(): boolean {
    const byte = this.#byte();
    if (byte > 1) throw new Undecodable("no boolean");
    return byte === 1;
  }

  /** A zigzag number of variable length: exact, as a number where it is a safe one. */
  long(): number | bigint {
    let low = 0;
    let factor = 1;
    for (let index = 0; index < 4; index += 1) {
      const byte = this.#byte();
      low += (byte & 0x7f) * factor;
      if (byte < 0x80) return low % 2 === 0 ? low / 2 : -(low + 1) / 2;
      factor *= 0x80;
    }
    let wide = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      wide |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return this.#unfolded(wide);
    }
    throw new Undecodable("no long");
  }

  int(): number {
    const value = this.long();
    if (typeof value === "bigint" || value !== (value | 0)) throw new Undecodable("no int");
    return value;
  }

  float(): number {
    return this.#bytes.readFloatLE(this.#step(4));
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#step(8));
  }

  bytes(): Buffer {
    return this.fixed(this.#size());
  }

  fixed(size: number): Buffer {
    const from = this.#step(size);
    return this.#bytes.subarray(from, from + size);
  }

  string(): string {
    const bytes = this.bytes();
    if (!isUtf8(bytes)) throw new Undecodable("no UTF-8");
    return bytes.toString("utf8");
  }

  /** Calls `read` for each item of an array or map. */
  blocks(read: () => void): void {
    for (;;) {
      let count = Number(this.long());
      if (count === 0) return;
      if (count < 0) {
        count = -count;
        this.#size();
      }
      this.#items += count;
      if (this.#items > this.#bytes.length + mostEmptyItems) throw new Undecodable("too many items");
      for (let index = 0; index < count; index += 1) read();
    }
  }

  #unfolded(wide: bigint): number | bigint {
    if (wide >= 1n << 64n) throw new Undecodable("no long");
    const value = (wide >> 1n) ^ -(wide & 1n);
    const near = Number(value);
    return Number.isSafeInteger(near) ? near : value;
  }

  #size(): number {
    const size = this.long();
    if (typeof size === "bigint" || size < 0) throw new Undecodable("no length");
    return size;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new Undecodable("cut short");
    this.#at += 1;
    return byte;
  }

  #step(size: number): number {
    const from = this.#at;
    if (size > this.#bytes.length - from) throw new Undecodable("cut short");
    this.#at = from + size;
    return from;
  }
}
