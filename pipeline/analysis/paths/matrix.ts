// The transition matrix: from every label to every label, how often, and as rates of its row, of all, and per path.
import type { AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import type { EdgeTable } from "./edges/edge-table.ts";
import { specialLabels } from "./edges/count-edges.ts";

/** A matrix of more labels would have more cells than anybody looks at. */
export const mostMatrixLabels = 500;

interface Cell {
  readonly transitions: number;
  readonly profiles: number;
}

/** (start) first, then the labels by their bytes, then how paths end. */
const rankOf = (code: number, labels: number): number => (code === labels ? -1 : code);

/** The codes that stand on some side of an edge, in order. */
export const matrixCodes = (table: EdgeTable, labels: number): number[] => {
  const codes = new Set<number>();
  for (let edge = 0; edge < table.edges; edge += 1) codes.add(table.from[edge] ?? 0).add(table.to[edge] ?? 0);
  return [...codes].toSorted((left, right) => rankOf(left, labels) - rankOf(right, labels));
};

/** One row for each pair of labels, also where nobody went that way. */
export const matrixRows = (table: EdgeTable, labels: readonly string[], paths: number): AnalysisRow[] => {
  const codes = matrixCodes(table, labels.length);
  const cells = new Map<string, Cell>();
  const rowSums = new Map<number, number>();
  for (let edge = 0; edge < table.edges; edge += 1) {
    const [from, to] = [table.from[edge] ?? 0, table.to[edge] ?? 0];
    const transitions = table.transitions[edge] ?? 0;
    cells.set(`${String(from)} ${String(to)}`, { transitions, profiles: table.people[edge] ?? 0 });
    rowSums.set(from, (rowSums.get(from) ?? 0) + transitions);
  }
  const nameOf = (code: number): string => labels[code] ?? specialLabels[code - labels.length] ?? "";
  return codes.flatMap((from) =>
    codes.map((to) => {
      const { transitions, profiles } = cells.get(`${String(from)} ${String(to)}`) ?? {
        transitions: 0,
        profiles: 0,
      };
      const sum = rowSums.get(from) ?? 0;
      return {
        from_label: nameOf(from),
        to_label: nameOf(to),
        transitions,
        profiles,
        rate: sum === 0 ? null : transitions / sum,
        share: table.total === 0 ? null : transitions / table.total,
        per_path: paths === 0 ? null : transitions / paths,
      };
    }),
  );
};
