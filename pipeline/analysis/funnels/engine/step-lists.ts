// For one unit at a time: the rows that fit each bit, in ascending order, to be searched by halves.
import { type FunnelRows, fitsStep } from "./plan.ts";

export class StepLists {
  readonly #rows: FunnelRows;
  readonly #bits: number;
  readonly #starts: Int32Array;
  #places = new Int32Array(1024);

  /** `bits`: how many bits are looked at. */
  constructor(rows: FunnelRows, bits: number) {
    this.#rows = rows;
    this.#bits = bits;
    this.#starts = new Int32Array(bits + 1);
  }

  enter(from: number, to: number): void {
    let count = 0;
    for (let bit = 0; bit < this.#bits; bit += 1) {
      this.#starts[bit] = count;
      if (this.#places.length < count + to - from) this.#grow(count + to - from);
      for (let row = from; row < to; row += 1) {
        if (!fitsStep(this.#rows, row, bit)) continue;
        this.#places[count] = row;
        count += 1;
      }
    }
    this.#starts[this.#bits] = count;
  }

  #grow(needed: number): void {
    const larger = new Int32Array(Math.max(needed, 2 * this.#places.length));
    larger.set(this.#places);
    this.#places = larger;
  }

  /** Where a bit's rows begin and end among the places. */
  begin(bit: number): number {
    return this.#starts[bit] ?? 0;
  }

  end(bit: number): number {
    return this.#starts[bit + 1] ?? 0;
  }

  row(place: number): number {
    return this.#places[place] ?? 0;
  }

  /** The first place of a bit whose row is at least `row`. */
  placeFrom(bit: number, row: number): number {
    let low = this.begin(bit);
    let high = this.end(bit);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.row(middle) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The first row of [from, to) whose time is at least, or with `isAfter` greater than, a time. */
export const rowAtTime = (
  times: Float64Array,
  from: number,
  to: number,
  wanted: number,
  isAfter: boolean,
): number => {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    const time = times[middle] ?? 0;
    if (time < wanted || (isAfter && time === wanted)) low = middle + 1;
    else high = middle;
  }
  return low;
};
