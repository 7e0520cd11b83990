// Where stored ids may stand: an open-addressing table from the hash of an id to keys of events. It may give keys that
// are not asked for, and never leaves out one that was put in.

/** Of the slots so many are taken at most: beyond that a search runs long. */
const fullness = 0.7;
const smallestTable = 2 ** 16;
/** Keys are kept in 32 bits; 0 marks an empty slot. */
export const largestKey = 2 ** 32 - 1;

class Table {
  readonly #mask: number;
  readonly #slots: number;
  /** For each slot the half of the hash that does not choose it, and beside it the key: they are read together. */
  readonly #cells: Uint32Array;
  #taken = 0;

  constructor(slots: number) {
    this.#mask = slots - 1;
    this.#slots = slots;
    this.#cells = new Uint32Array(slots * 2);
  }

  get isFull(): boolean {
    return this.#taken >= this.#slots * fullness;
  }

  add(low: number, high: number, key: number): void {
    const cells = this.#cells;
    let slot = low & this.#mask;
    while (cells[slot * 2 + 1] !== 0) slot = (slot + 1) & this.#mask;
    cells[slot * 2] = high;
    cells[slot * 2 + 1] = key;
    this.#taken += 1;
  }

  find(low: number, high: number, found: number[]): void {
    const cells = this.#cells;
    const mark = high >>> 0;
    for (let slot = low & this.#mask; cells[slot * 2 + 1] !== 0; slot = (slot + 1) & this.#mask) {
      if (cells[slot * 2] === mark) found.push(cells[slot * 2 + 1] ?? 0);
    }
  }
}

/** Grows by further tables, for a slot does not tell the whole hash: nothing is ever moved. */
export class IdTable {
  readonly #tables: Table[];

  constructor(expected: number) {
    this.#tables = [new Table(slotsFor(expected))];
  }

  /** Keys from 1 to `largestKey`. */
  add(low: number, high: number, key: number): void {
    let table = this.#tables.at(-1);
    if (table === undefined || table.isFull) {
      table = new Table(slotsFor(smallestTable * 2 ** Math.min(this.#tables.length + 4, 10)));
      this.#tables.push(table);
    }
    table.add(low, high, key);
  }

  /** Appends to `found` all keys that were added under this hash, and perhaps others. */
  find(low: number, high: number, found: number[]): void {
    for (const table of this.#tables) table.find(low, high, found);
  }
}

const slotsFor = (entries: number): number =>
  2 ** Math.ceil(Math.log2(Math.max(smallestTable, entries / fullness)));
