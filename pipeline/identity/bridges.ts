// The evidence that holds a profile together: without one unit of it the profile would be two. A unit is what the same
// events showed, so that the identifiers of one event count as one. Linear, over typed arrays.

/** Links as places of identifiers, and the unit of evidence that each belongs to: dense integers from 0. */
export interface UnitLinks {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly unit: Int32Array;
}

/** Adjacency of identifiers and units as one graph: node n of `identifiers` and up is the unit n − identifiers. */
interface Incidence {
  readonly starts: Int32Array;
  readonly neighbours: Int32Array;
}

const incidenceOf = ({ from, to, unit }: UnitLinks, identifiers: number, nodes: number): Incidence => {
  const starts = new Int32Array(nodes + 1);
  const count = (node: number): void => {
    starts[node + 1] = (starts[node + 1] ?? 0) + 1;
  };
  for (let link = 0; link < unit.length; link += 1) {
    const node = identifiers + (unit[link] ?? 0);
    for (const end of [from[link] ?? 0, to[link] ?? 0]) {
      count(end);
      count(node);
    }
  }
  for (let node = 0; node < nodes; node += 1)
    starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0);
  const places = starts.slice();
  const neighbours = new Int32Array(unit.length * 4);
  const add = (node: number, other: number): void => {
    const place = places[node] ?? 0;
    neighbours[place] = other;
    places[node] = place + 1;
  };
  for (let link = 0; link < unit.length; link += 1) {
    const node = identifiers + (unit[link] ?? 0);
    for (const end of [from[link] ?? 0, to[link] ?? 0]) {
      add(end, node);
      add(node, end);
    }
  }
  return { starts, neighbours };
};

/** One walk in depth, without recursion; leaves in `isCut` the nodes whose removal parts what they hold. */
class Walk {
  readonly isCut: Uint8Array;
  readonly #incidence: Incidence;
  /** From 1 in the order of arrival; 0: not seen. */
  readonly #order: Int32Array;
  /** The earliest arrival that is reached from below a node without passing it. */
  readonly #lowest: Int32Array;
  readonly #above: Int32Array;
  readonly #next: Int32Array;
  #arrivals = 0;

  constructor(incidence: Incidence, nodes: number) {
    this.#incidence = incidence;
    this.isCut = new Uint8Array(nodes);
    this.#order = new Int32Array(nodes);
    this.#lowest = new Int32Array(nodes);
    this.#above = new Int32Array(nodes).fill(-1);
    this.#next = incidence.starts.slice(0, nodes);
  }

  from(start: number): void {
    if (this.#order[start] !== 0) return;
    this.#arrive(start);
    for (let node = start; node >= 0;) node = this.#step(node);
  }

  #arrive(node: number): void {
    this.#arrivals += 1;
    this.#order[node] = this.#arrivals;
    this.#lowest[node] = this.#arrivals;
  }

  /** The node where the walk stands after it: one below, the same, or the one above. */
  #step(node: number): number {
    const place = this.#next[node] ?? 0;
    if (place >= (this.#incidence.starts[node + 1] ?? 0)) return this.#leave(node);
    this.#next[node] = place + 1;
    const other = this.#incidence.neighbours[place] ?? 0;
    const seen = this.#order[other] ?? 0;
    if (seen === 0) {
      this.#above[other] = node;
      this.#arrive(other);
      return other;
    }
    if (other !== this.#above[node]) this.#lower(node, seen);
    return node;
  }

  #lower(node: number, arrival: number): void {
    if (arrival < (this.#lowest[node] ?? 0)) this.#lowest[node] = arrival;
  }

  #leave(node: number): number {
    const above = this.#above[node] ?? -1;
    if (above < 0) return -1;
    const lowest = this.#lowest[node] ?? 0;
    this.#lower(above, lowest);
    if (lowest >= (this.#order[above] ?? 0)) this.isCut[above] = 1;
    return above;
  }
}

/**
 * 1 for each unit without which identifiers that are connected would not be (articulation points of the graph of
 * identifiers and units: Hopcroft and Tarjan 1973). Every walk begins at an identifier, so the rule for the start of a
 * walk never concerns a unit.
 */
export const bridgingUnits = (links: UnitLinks, identifiers: number): Uint8Array => {
  let units = 0;
  for (const unit of links.unit) units = Math.max(units, unit + 1);
  const nodes = identifiers + units;
  const walk = new Walk(incidenceOf(links, identifiers, nodes), nodes);
  for (const start of links.from) walk.from(start);
  return walk.isCut.slice(identifiers);
};
