// Counts edges by (position, from, to): how often, by how many people, and how long each took.

const firstSlots = 1 << 10;
const directSlots = 1 << 22;

/** Grown by doubling. */
const grown = (array: Int32Array): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
};

/** An edge is named by three small integers; persons must come together, each person's edges one after the other. */
export class EdgeTable {
  edges = 0;
  position = new Int32Array(firstSlots);
  from = new Int32Array(firstSlots);
  to = new Int32Array(firstSlots);
  transitions = new Int32Array(firstSlots);
  people = new Int32Array(firstSlots);
  /** The edge of each transition, and its seconds; -1 where it took none because nothing happened at one side. */
  transitionEdge: Int32Array;
  transitionSeconds: Int32Array;
  transitionPerson: Int32Array;
  total = 0;
  #lastPerson = new Int32Array(firstSlots);
  /** Edge + 1, by hash or directly by its number; 0 where free. */
  #slots: Int32Array;
  readonly #codes: number;
  readonly #isDirect: boolean;

  /** `positions`: above every position; `codes`: above every from and to; `transitions`: how many there are at most. */
  constructor(positions: number, codes: number, transitions: number) {
    const direct = positions * codes * codes;
    this.#codes = codes;
    this.#isDirect = direct <= directSlots;
    this.#slots = new Int32Array(this.#isDirect ? direct : firstSlots * 4);
    this.transitionEdge = new Int32Array(transitions);
    this.transitionSeconds = new Int32Array(transitions);
    this.transitionPerson = new Int32Array(transitions);
  }

  add(position: number, from: number, to: number, person: number, seconds: number): void {
    const edge = this.#isDirect ? this.#direct(position, from, to) : this.#hashed(position, from, to);
    this.transitions[edge] = (this.transitions[edge] ?? 0) + 1;
    if (this.#lastPerson[edge] !== person + 1) {
      this.#lastPerson[edge] = person + 1;
      this.people[edge] = (this.people[edge] ?? 0) + 1;
    }
    this.transitionEdge[this.total] = edge;
    this.transitionSeconds[this.total] = seconds;
    this.transitionPerson[this.total] = person;
    this.total += 1;
  }

  #direct(position: number, from: number, to: number): number {
    const slot = (position * this.#codes + from) * this.#codes + to;
    const known = this.#slots[slot] ?? 0;
    if (known > 0) return known - 1;
    const edge = this.#create(position, from, to);
    this.#slots[slot] = edge + 1;
    return edge;
  }

  #hashed(position: number, from: number, to: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(position, from, to) & mask;
    for (let known = this.#slots[slot] ?? 0; known > 0; known = this.#slots[slot] ?? 0) {
      const edge = known - 1;
      if (this.from[edge] === from && this.to[edge] === to && this.position[edge] === position) return edge;
      slot = (slot + 1) & mask;
    }
    const edge = this.#create(position, from, to);
    this.#slots[slot] = edge + 1;
    if (this.edges * 2 > this.#slots.length) this.#rehash();
    return edge;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 4);
    const mask = this.#slots.length - 1;
    for (let edge = 0; edge < this.edges; edge += 1) {
      let slot = hashOf(this.position[edge] ?? 0, this.from[edge] ?? 0, this.to[edge] ?? 0) & mask;
      while ((this.#slots[slot] ?? 0) > 0) slot = (slot + 1) & mask;
      this.#slots[slot] = edge + 1;
    }
  }

  #create(position: number, from: number, to: number): number {
    const edge = this.edges;
    if (edge === this.position.length) this.#grow();
    this.position[edge] = position;
    this.from[edge] = from;
    this.to[edge] = to;
    this.edges += 1;
    return edge;
  }

  #grow(): void {
    this.position = grown(this.position);
    this.from = grown(this.from);
    this.to = grown(this.to);
    this.transitions = grown(this.transitions);
    this.people = grown(this.people);
    this.#lastPerson = grown(this.#lastPerson);
  }
}

const hashOf = (position: number, from: number, to: number): number => {
  let hash = Math.imul(from, 0x9e3779b1) ^ Math.imul(to, 0x85ebca77) ^ Math.imul(position, 0xc2b2ae3d);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
};
