// The attempts that count, as columns that grow.

export interface Attempts {
  readonly count: number;
  /** Whose attempt it is: the place of the unit. */
  readonly unit: Int32Array;
  /** The number of the last step that was taken, from 1. */
  readonly level: Int32Array;
  /** 1 where the unit may still get further. */
  readonly isOpen: Uint8Array;
  /** The period in which the attempt began; 0 where none were asked for. */
  readonly period: Int32Array;
  /** Where the rows of an attempt stand in `rows`, and at the end their number. */
  readonly offset: Int32Array;
  /** The row of each step of an attempt, up to its level; -1 where an optional step was left out. */
  readonly rows: Int32Array;
}

const grown = <Column extends Int32Array | Uint8Array>(column: Column, larger: Column): Column => {
  larger.set(column);
  return larger;
};

export class AttemptColumns {
  #count = 0;
  #rowCount = 0;
  #unit: Int32Array;
  #level: Int32Array;
  #isOpen: Uint8Array;
  #period: Int32Array;
  #offset: Int32Array;
  #rows: Int32Array;

  /** `expected`: how many attempts there will probably be. */
  constructor(expected: number) {
    const size = Math.max(16, expected);
    this.#unit = new Int32Array(size);
    this.#level = new Int32Array(size);
    this.#isOpen = new Uint8Array(size);
    this.#period = new Int32Array(size);
    this.#offset = new Int32Array(size + 1);
    this.#rows = new Int32Array(2 * size);
  }

  /** The first `level` of `taken` are the attempt's rows. */
  add(unit: number, period: number, level: number, isOpen: boolean, taken: Int32Array): void {
    if (this.#count === this.#unit.length) this.#growAttempts();
    if (this.#rowCount + level > this.#rows.length) {
      this.#rows = grown(this.#rows, new Int32Array(2 * this.#rows.length + level));
    }
    this.#unit[this.#count] = unit;
    this.#level[this.#count] = level;
    this.#isOpen[this.#count] = isOpen ? 1 : 0;
    this.#period[this.#count] = period;
    for (let step = 0; step < level; step += 1) this.#rows[this.#rowCount + step] = taken[step] ?? -1;
    this.#rowCount += level;
    this.#count += 1;
    this.#offset[this.#count] = this.#rowCount;
  }

  #growAttempts(): void {
    const size = 2 * this.#unit.length;
    this.#unit = grown(this.#unit, new Int32Array(size));
    this.#level = grown(this.#level, new Int32Array(size));
    this.#isOpen = grown(this.#isOpen, new Uint8Array(size));
    this.#period = grown(this.#period, new Int32Array(size));
    this.#offset = grown(this.#offset, new Int32Array(size + 1));
  }

  /** All that was added. */
  done(): Attempts {
    return {
      count: this.#count,
      unit: this.#unit.subarray(0, this.#count),
      level: this.#level.subarray(0, this.#count),
      isOpen: this.#isOpen.subarray(0, this.#count),
      period: this.#period.subarray(0, this.#count),
      offset: this.#offset.subarray(0, this.#count + 1),
      rows: this.#rows.subarray(0, this.#rowCount),
    };
  }
}
