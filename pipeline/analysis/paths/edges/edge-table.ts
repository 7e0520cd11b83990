// Counts edges by (position, from, to): how often, by how many people, and how long each took. Where there are few
// labels each edge has a place of its own; where there are many, transitions are parted first, so that the edges of a part
// are few enough to be found fast.

import {
  columnsFor,
  hashOf,
  partTransitions,
  type PersonTransitions,
  type Transitions,
} from "./part-transitions.ts";

const firstEdges = 1 << 10;
const directSlots = 1 << 22;

/** Grown by doubling. */
const grown = (array: Int32Array): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
};

/**
 * An edge is named by three small integers; persons must come together, each person's edges one after the other.
 * Edges are there after `finish`; in which order is not said.
 */
export class EdgeTable {
  edges = 0;
  position = new Int32Array(firstEdges);
  from = new Int32Array(firstEdges);
  to = new Int32Array(firstEdges);
  transitions = new Int32Array(firstEdges);
  people = new Int32Array(firstEdges);
  /** The seconds of each transition; -1 where it took none because nothing happened at one side. */
  readonly transitionSeconds: Int32Array;
  readonly transitionPerson: Int32Array;
  total = 0;
  #lastPerson = new Int32Array(firstEdges);
  /** Edge + 1 by its number; 0 where there is none yet. */
  readonly #slots: Int32Array;
  readonly positions: number;
  readonly #codes: number;
  /** The edge of each transition where edges are counted at once; else what each transition is. */
  readonly #edgeOf: Int32Array;
  readonly #all: Transitions | undefined;

  /** `positions`: above every position; `codes`: above every from and to; `transitions`: how many there are at most. */
  constructor(positions: number, codes: number, transitions: number) {
    const direct = positions * codes * codes;
    const isDirect = direct <= directSlots;
    this.positions = positions;
    this.#codes = codes;
    this.#slots = new Int32Array(isDirect ? direct : 0);
    this.#edgeOf = new Int32Array(isDirect ? transitions : 0);
    this.#all = isDirect ? undefined : columnsFor(transitions);
    this.transitionSeconds = new Int32Array(transitions);
    this.transitionPerson = new Int32Array(transitions);
  }

  add(position: number, from: number, to: number, person: number, seconds: number): void {
    const index = this.total;
    this.transitionSeconds[index] = seconds;
    this.transitionPerson[index] = person;
    this.total = index + 1;
    if (this.#all === undefined) {
      const edge = this.#direct(position, from, to);
      this.#edgeOf[index] = edge;
      this.#count(edge, person);
      return;
    }
    this.#all.position[index] = position;
    this.#all.from[index] = from;
    this.#all.to[index] = to;
  }

  /** Call it once, after the last transition. */
  finish(): void {
    if (this.#all === undefined) return;
    const { begins, columns } = partTransitions({ ...this.#all, person: this.transitionPerson }, this.total);
    for (let part = 0; part + 1 < begins.length; part += 1) {
      this.#countPart(columns, begins[part] ?? 0, begins[part + 1] ?? 0);
    }
  }

  #countPart({ position, from, to, person }: PersonTransitions, begin: number, end: number): void {
    const size = 2 ** Math.ceil(Math.log2((end - begin) * 2 + 2));
    /** Edge + 1; 0 where free. */
    const slots = new Int32Array(size);
    for (let place = begin; place < end; place += 1) {
      const [at, left, right] = [position[place] ?? 0, from[place] ?? 0, to[place] ?? 0];
      let slot = hashOf(at, left, right) & (size - 1);
      let edge = (slots[slot] ?? 0) - 1;
      while (edge >= 0 && !this.#is(edge, at, left, right)) {
        slot = (slot + 1) & (size - 1);
        edge = (slots[slot] ?? 0) - 1;
      }
      if (edge < 0) {
        edge = this.#create(at, left, right);
        slots[slot] = edge + 1;
      }
      this.#count(edge, person[place] ?? 0);
    }
  }

  #is(edge: number, position: number, from: number, to: number): boolean {
    return this.from[edge] === from && this.to[edge] === to && this.position[edge] === position;
  }

  #count(edge: number, person: number): void {
    this.transitions[edge] = (this.transitions[edge] ?? 0) + 1;
    if (this.#lastPerson[edge] === person + 1) return;
    this.#lastPerson[edge] = person + 1;
    this.people[edge] = (this.people[edge] ?? 0) + 1;
  }

  /** The place of each transition's edge among some edges; -1 where it is not among them. */
  placesAmong(edges: readonly number[]): Int32Array {
    if (this.#all !== undefined) return this.#foundAmong(edges, this.#all);
    const places = new Int32Array(this.total);
    const placeOf = new Int32Array(this.edges).fill(-1);
    edges.forEach((edge, place) => (placeOf[edge] = place));
    for (let index = 0; index < this.total; index += 1) {
      places[index] = placeOf[this.#edgeOf[index] ?? 0] ?? -1;
    }
    return places;
  }

  #foundAmong(edges: readonly number[], { position, from, to }: Transitions): Int32Array {
    const places = new Int32Array(this.total).fill(-1);
    const byFrom = new Map<number, Map<number, number>>();
    const isFrom = new Uint8Array(this.#codes);
    const isTo = new Uint8Array(this.#codes);
    const keyOf = (at: number, right: number): number => at * this.#codes + right;
    edges.forEach((edge, place) => {
      const [start, end] = [this.from[edge] ?? 0, this.to[edge] ?? 0];
      [isFrom[start], isTo[end]] = [1, 1];
      const known = byFrom.get(start) ?? new Map<number, number>();
      byFrom.set(start, known.set(keyOf(this.position[edge] ?? 0, end), place));
    });
    for (let index = 0; index < this.total; index += 1) {
      const [start, end] = [from[index] ?? 0, to[index] ?? 0];
      if (isTo[end] === 0 || isFrom[start] === 0) continue;
      places[index] = byFrom.get(start)?.get(keyOf(position[index] ?? 0, end)) ?? -1;
    }
    return places;
  }

  /** The position of a transition. */
  positionOf(index: number): number {
    const position =
      this.#all === undefined ? this.position[this.#edgeOf[index] ?? 0] : this.#all.position[index];
    return position ?? 0;
  }

  #direct(position: number, from: number, to: number): number {
    const slot = (position * this.#codes + from) * this.#codes + to;
    const known = this.#slots[slot] ?? 0;
    if (known > 0) return known - 1;
    const edge = this.#create(position, from, to);
    this.#slots[slot] = edge + 1;
    return edge;
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
