// Which edges can be reached from a first step: what is left of a graph when its lighter edges were cut off.

export interface PlacedEdge {
  /** Names of the edge's two sides, the step's number being part of a name. */
  readonly from: string;
  readonly to: string;
  readonly isFirst: boolean;
}

/** The edges that follow, one after the other, from an edge that is first; in the order given. */
export const connectedEdges = <Edge extends PlacedEdge>(edges: readonly Edge[]): Edge[] => {
  const bySide = new Map<string, Edge[]>();
  for (const edge of edges) bySide.set(edge.from, [...(bySide.get(edge.from) ?? []), edge]);
  const reached = new Set<string>();
  const waiting = edges.filter(({ isFirst }) => isFirst).map(({ from }) => from);
  for (let side = waiting.pop(); side !== undefined; side = waiting.pop()) {
    if (reached.has(side)) continue;
    reached.add(side);
    waiting.push(...(bySide.get(side) ?? []).map(({ to }) => to));
  }
  return edges.filter(({ from }) => reached.has(from));
};
