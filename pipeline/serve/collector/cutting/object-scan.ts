// Reads where the members of a JSON object stand, over bytes and without recursion: nothing is parsed, copied or put
// into objects, so no nesting is too deep, no number loses digits and no member name means anything.
import { byteOf, isJsonSpace } from "../../../../connectors/transports/files/records/json-scan.ts";

const caseBit = 0x20;
const colon = 0x3a;

/** Behind the string whose opening quote is at `start`; -1 where it does not end. */
export const stringEnd = (bytes: Buffer, start: number): number => {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === byteOf.quote) return at + 1;
    if (byte === byteOf.backslash) at += 1;
  }
  return -1;
};

/** The first place from `start` on that is no white space, or the length. */
export const afterSpace = (bytes: Buffer, start: number): number => {
  let at = start;
  while (at < bytes.length && isJsonSpace(bytes[at] ?? 0)) at += 1;
  return at;
};

/** Whether the bytes from `start` to `end` are those of `name`. */
const isName = (bytes: Buffer, start: number, end: number, name: Buffer): boolean => {
  if (end - start !== name.length) return false;
  for (let at = 0; at < name.length; at += 1) if (bytes[start + at] !== name[at]) return false;
  return true;
};

/** One value after the other; the results of the last one stand in the fields. */
export class ObjectScan {
  readonly #names: readonly Buffer[];
  /** Of the names that are looked for: where the value begins and ends; -1 where the object has none. The last one counts. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** How deeply the value was nested. */
  depth = 0;

  constructor(names: readonly string[]) {
    this.#names = names.map((name) => Buffer.from(name));
    this.starts = new Int32Array(names.length).fill(-1);
    this.ends = new Int32Array(names.length).fill(-1);
  }

  /**
   * Reads the object that begins at `start` and gives where it ends; -1 where its own members are not written as JSON.
   * What is inside of their values is only held against its brackets and quotes.
   */
  object(bytes: Buffer, start: number, onMember?: (index: number, at: number) => number): number {
    this.starts.fill(-1);
    let deepest = 0;
    let at = afterSpace(bytes, start + 1);
    if (bytes[at] === byteOf.closeObject) return this.#end(at + 1, 1);
    while (at < bytes.length && bytes[at] === byteOf.quote) {
      const nameEnd = stringEnd(bytes, at);
      if (nameEnd < 0) return -1;
      const index = this.#indexOf(bytes, at + 1, nameEnd - 1);
      at = afterSpace(bytes, nameEnd);
      if (bytes[at] !== colon) return -1;
      const valueStart = afterSpace(bytes, at + 1);
      this.depth = 0;
      const handled = index < 0 || onMember === undefined ? -1 : onMember(index, valueStart);
      at = handled < 0 ? this.value(bytes, valueStart) : handled;
      if (at < 0) return -1;
      if (this.depth > deepest) deepest = this.depth;
      if (index >= 0) this.#found(index, valueStart, at);
      at = afterSpace(bytes, at);
      if (bytes[at] === byteOf.closeObject) return this.#end(at + 1, deepest + 1);
      if (bytes[at] !== byteOf.comma) return -1;
      at = afterSpace(bytes, at + 1);
    }
    return -1;
  }

  /** Where the value ends that begins at `start`, by brackets and quotes alone; -1 where it does not, or there is none. */
  value(bytes: Buffer, start: number): number {
    const first = bytes[start] ?? 0;
    this.depth = 0;
    if (first === byteOf.quote) return stringEnd(bytes, start);
    if ((first | caseBit) !== byteOf.openObject) return scalarEnd(bytes, start);
    let depth = 0;
    let deepest = 0;
    for (let at = start; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === byteOf.quote) {
        at = stringEnd(bytes, at) - 1;
        if (at < 0) return -1;
      } else if ((byte | caseBit) === byteOf.openObject) {
        depth += 1;
        if (depth > deepest) deepest = depth;
      } else if ((byte | caseBit) === byteOf.closeObject) {
        depth -= 1;
        if (depth === 0) {
          this.depth = deepest;
          return at + 1;
        }
      }
    }
    return -1;
  }

  #indexOf(bytes: Buffer, start: number, end: number): number {
    for (let index = 0; index < this.#names.length; index += 1) {
      const name = this.#names[index];
      if (name !== undefined && isName(bytes, start, end, name)) return index;
    }
    return -1;
  }

  #found(index: number, start: number, end: number): void {
    this.starts[index] = start;
    this.ends[index] = end;
  }

  #end(at: number, depth: number): number {
    this.depth = depth;
    return at;
  }
}

/** Letters, digits, `+`, `-` and `.`: what numbers and literals are made of. */
const isOfScalar = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  ((byte | caseBit) >= 0x61 && (byte | caseBit) <= 0x7a) ||
  byte === 0x2b ||
  byte === 0x2d ||
  byte === 0x2e;

/**
 * Behind a number or a literal; -1 where there is none. It never swallows a quote or a bracket: then `object` and
 * `value` could see different strings, and a body made for it would be read again and again.
 */
const scalarEnd = (bytes: Buffer, start: number): number => {
  let at = start;
  while (at < bytes.length && isOfScalar(bytes[at] ?? 0)) at += 1;
  return at === start ? -1 : at;
};
