// Counted edges → the rows that are shown: the heaviest first, what is beyond the limits in one bucket for each pair
// of neighbouring steps, or cut off.
import type { AnalysisRow } from "../../../../models/analyses/analysis-result.ts";
import type { PathsDefinition } from "../../../../models/analyses/paths-definition.ts";
import type { EdgeTable } from "./edge-table.ts";
import { type EdgeTimes, edgeTimes, specialLabels } from "./count-edges.ts";
import { valueAtPlace } from "../../numbers/quantiles.ts";
import { connectedEdges } from "./connected-edges.ts";

export interface CountedEdges {
  readonly table: EdgeTable;
  readonly base: number;
  readonly labels: readonly string[];
}

export type EdgeLimits = Pick<
  PathsDefinition,
  "beyond" | "count" | "is_connected" | "max_edges" | "max_weight" | "min_weight"
>;

/** A label by its code; see specialLabels. */
const labelOf = (labels: readonly string[], code: number): string =>
  labels[code] ?? specialLabels[code - labels.length] ?? "";

const value = (column: Int32Array, edge: number): number => column[edge] ?? 0;

/** Heaviest first; then by the left side's step and name, then the right side's, names by their bytes. */
const inOrder = ({ table, labels }: CountedEdges, weight: Int32Array, edges: readonly number[]): number[] => {
  const bytes = new Map<number, Buffer>();
  const name = (code: number): Buffer => {
    const known = bytes.get(code) ?? Buffer.from(labelOf(labels, code));
    bytes.set(code, known);
    return known;
  };
  return edges.toSorted(
    (left, right) =>
      value(weight, right) - value(weight, left) ||
      value(table.position, left) - value(table.position, right) ||
      Buffer.compare(name(value(table.from, left)), name(value(table.from, right))) ||
      Buffer.compare(name(value(table.to, left)), name(value(table.to, right))),
  );
};

/** The n-th largest of so many or more values, which are moved about; infinity where n is 0. */
const largest = (values: Int32Array, n: number): number => {
  const place = values.length - n;
  return place >= values.length ? Number.POSITIVE_INFINITY : valueAtPlace(values, place);
};

/** So many of the heaviest edges with a fitting weight; only those that may be among them are put in order. */
const heaviest = (counted: CountedEdges, weight: Int32Array, limits: EdgeLimits): number[] => {
  const { min_weight: least = 0, max_weight: most = Number.POSITIVE_INFINITY, max_edges } = limits;
  const { edges } = counted.table;
  const weights = new Int32Array(edges);
  let count = 0;
  for (let edge = 0; edge < edges; edge += 1) {
    const own = value(weight, edge);
    if (own >= least && own <= most) weights[count++] = own;
  }
  const isAll = max_edges === undefined || count <= max_edges;
  const limit = isAll ? least : Math.max(least, largest(weights.subarray(0, count), max_edges));
  const near: number[] = [];
  for (let edge = 0; edge < edges; edge += 1) {
    const own = value(weight, edge);
    if (own >= limit && own <= most) near.push(edge);
  }
  return inOrder(counted, weight, near).slice(0, max_edges);
};

/** The edges that are shown by themselves, in order. */
const chosen = (counted: CountedEdges, limits: EdgeLimits): number[] => {
  const { table } = counted;
  const weight = limits.count === "profiles" ? table.people : table.transitions;
  const first = heaviest(counted, weight, limits);
  if (!limits.is_connected) return first;
  return connectedEdges(
    first.map((edge) => ({
      edge,
      from: `${String(table.position[edge])} ${String(table.from[edge])}`,
      to: `${String((table.position[edge] ?? 0) + 1)} ${String(table.to[edge])}`,
      isFirst: (table.position[edge] ?? 0) + counted.base <= 1,
    })),
  ).map(({ edge }) => edge);
};

/** How many transitions each group has, and how many people are behind them together. */
const countsOf = (
  { total, transitionPerson }: EdgeTable,
  groupOf: Int32Array,
  groups: number,
): { readonly transitions: Int32Array; readonly people: Int32Array } => {
  const [transitions, people] = [new Int32Array(groups), new Int32Array(groups)];
  const last = new Int32Array(groups).fill(-1);
  for (let index = 0; index < total; index += 1) {
    const group = groupOf[index] ?? -1;
    if (group < 0) continue;
    transitions[group] = (transitions[group] ?? 0) + 1;
    const person = transitionPerson[index] ?? 0;
    if (last[group] === person) continue;
    last[group] = person;
    people[group] = (people[group] ?? 0) + 1;
  }
  return { transitions, people };
};

interface Group {
  readonly position: number;
  readonly from: string;
  readonly to: string;
}

const othersLabel = "(others)";

const rowOf = (
  { position, from, to }: Group,
  hasPositions: boolean,
  counts: { readonly transitions: number; readonly profiles: number },
  times: EdgeTimes | undefined,
): AnalysisRow => ({
  ...(hasPositions ? { from_step: position, from_label: from, to_step: position + 1, to_label: to } : {}),
  ...(hasPositions ? {} : { from_label: from, to_label: to }),
  ...counts,
  mean_seconds: times?.mean ?? null,
  median_seconds: times?.median ?? null,
  p90_seconds: times?.p90 ?? null,
});

/** Tells transitions that are in no group by position, in the order in which somebody first came to one. */
const groupOthers = (table: EdgeTable, groupOf: Int32Array, groups: Group[], base: number): void => {
  const others = new Int32Array(table.positions).fill(-1);
  for (let index = 0; index < table.total; index += 1) {
    if ((groupOf[index] ?? 0) >= 0) continue;
    const position = table.positionOf(index);
    if ((others[position] ?? -1) < 0) {
      others[position] = groups.push({ position: position + base, from: othersLabel, to: othersLabel }) - 1;
    }
    groupOf[index] = others[position] ?? -1;
  }
};

/** Rows of edges; every transition is in exactly one of them unless `beyond` cuts. */
export const edgeRows = (counted: CountedEdges, limits: EdgeLimits, hasPositions: boolean): AnalysisRow[] => {
  const { table, base, labels } = counted;
  const shown = chosen(counted, limits);
  const groupOf = table.placesAmong(shown);
  const groups: Group[] = shown.map((edge) => ({
    position: (table.position[edge] ?? 0) + base,
    from: labelOf(labels, table.from[edge] ?? 0),
    to: labelOf(labels, table.to[edge] ?? 0),
  }));
  if (limits.beyond === "others") groupOthers(table, groupOf, groups, base);
  const { transitions, people } = countsOf(table, groupOf, groups.length);
  const times = edgeTimes(table, groupOf, groups.length);
  return groups.map((group, index) =>
    rowOf(
      group,
      hasPositions,
      { transitions: transitions[index] ?? 0, profiles: people[index] ?? 0 },
      times[index],
    ),
  );
};
