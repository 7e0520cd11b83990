// The best of the entries in a window that moves towards smaller rows: entries come in at its front and leave at its
// back. Two questions are answered at once: the earliest entry of the highest level, and the latest end of that level.

interface Entry {
  readonly place: number;
  readonly row: number;
  readonly level: number;
  readonly end: number;
}

const none: Entry = { place: -1, row: -1, level: 0, end: 0 };

/** Entries by ascending row, of which each is better than those before it. */
class Queue {
  readonly #isAtLeast: (left: Entry, right: Entry) => boolean;
  /** The front is the array's end. */
  #entries: Entry[] = [];
  #back = 0;

  constructor(isAtLeast: (left: Entry, right: Entry) => boolean) {
    this.#isAtLeast = isAtLeast;
  }

  clear(): void {
    this.#entries = [];
    this.#back = 0;
  }

  push(entry: Entry): void {
    for (;;) {
      const front = this.#entries.at(-1);
      if (front === undefined || this.#entries.length === this.#back || !this.#isAtLeast(entry, front)) break;
      this.#entries.pop();
    }
    this.#entries.push(entry);
  }

  shorten(until: number): void {
    while (this.#back < this.#entries.length && (this.#entries[this.#back]?.row ?? 0) >= until)
      this.#back += 1;
  }

  get best(): Entry | undefined {
    return this.#entries[this.#back];
  }
}

export class WindowMaximum {
  readonly #earliest = new Queue((left, right) => left.level >= right.level);
  readonly #latest = new Queue(
    (left, right) => left.level > right.level || (left.level === right.level && left.end >= right.end),
  );

  clear(): void {
    this.#earliest.clear();
    this.#latest.clear();
  }

  /** Rows come in descending order. */
  push(place: number, row: number, level: number, end: number): void {
    const entry = { place, row, level, end };
    this.#earliest.push(entry);
    this.#latest.push(entry);
  }

  /** Lets go of entries whose row is `until` or greater. */
  shorten(until: number): void {
    this.#earliest.shorten(until);
    this.#latest.shorten(until);
  }

  get isEmpty(): boolean {
    return this.#earliest.best === undefined;
  }

  /** Of the highest level the earliest entry. */
  get place(): number {
    return (this.#earliest.best ?? none).place;
  }

  get level(): number {
    return (this.#earliest.best ?? none).level;
  }

  /** The latest end among the entries of the highest level. */
  get end(): number {
    return (this.#latest.best ?? none).end;
  }
}
