// Paths as pictures: numbered edges as a flow, others as a matrix.
import type { AnalysisResult, AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import { type FlowBand, type FlowNode, flowPicture } from "../charts/flow.ts";
import { type MatrixCell, matrixPicture } from "../charts/matrix.ts";
import { channelOf, isEnd } from "./labels.ts";
import { number, text } from "./row-cells.ts";
import type { Picture } from "../picture.ts";

/** More bands than that are a tangle; the table says how much is left out. */
const mostBands = 60;
const mostLabels = 30;

const countedBy = ({ definition }: AnalysisResult): "transitions" | "profiles" =>
  definition["count"] === "profiles" ? "profiles" : "transitions";

const node = (step: number, label: string, first: number): FlowNode => ({
  id: `${String(step)} ${label}`,
  depth: step - first,
  label,
  step: isEnd(label) ? null : step,
  // Labels without a channel have a colour of their own.
  channel: isEnd(label) ? null : (channelOf(label) ?? label),
});

const bandOf = (row: AnalysisRow, counted: string, first: number): FlowBand => ({
  from: node(number(row["from_step"]), text(row["from_label"]), first),
  to: node(number(row["to_step"]), text(row["to_label"]), first),
  count: number(row[counted]),
  medianSeconds: row["median_seconds"] === null ? null : number(row["median_seconds"]),
});

const flowOf = (result: AnalysisResult, title: string): Picture => {
  const counted = countedBy(result);
  const rows = result.rows.slice(0, mostBands);
  const first = Math.min(...rows.map((row) => number(row["from_step"])));
  const left = result.rows.length - rows.length;
  const picture = flowPicture({
    title,
    counted,
    bands: rows.map((row) => bandOf(row, counted, Number.isFinite(first) ? first : 1)),
  });
  return left === 0
    ? picture
    : { ...picture, summary: `${picture.summary} ${String(left)} smaller bands are left out.` };
};

/** The start before labels, labels before ends. */
const rankOf = (label: string): number => (label === "(start)" ? 0 : label.startsWith("(") ? 2 : 1);

/** Labels by how much leaves and reaches them, the largest first; starts first and ends last. */
const ordered = (labels: readonly string[], weights: ReadonlyMap<string, number>): string[] => {
  return [...new Set(labels)].toSorted(
    (one, other) => rankOf(one) - rankOf(other) || (weights.get(other) ?? 0) - (weights.get(one) ?? 0),
  );
};

const add = (sums: Map<string, number>, label: string, count: number): void => {
  sums.set(label, (sums.get(label) ?? 0) + count);
};

const matrixOf = (result: AnalysisResult, title: string): Picture => {
  const counted = countedBy(result);
  const weights = new Map<string, number>();
  const left = new Map<string, number>();
  for (const row of result.rows) {
    const count = number(row[counted]);
    add(weights, text(row["from_label"]), count);
    add(weights, text(row["to_label"]), count);
    add(left, text(row["from_label"]), count);
  }
  const filled = result.rows.filter((row) => number(row[counted]) > 0);
  const pairs = filled.map((row) => ({ from: text(row["from_label"]), to: text(row["to_label"]), row }));
  const from = ordered(
    pairs.map((pair) => pair.from),
    weights,
  ).slice(0, mostLabels);
  const to = ordered(
    pairs.map((pair) => pair.to),
    weights,
  ).slice(0, mostLabels);
  const cells: MatrixCell[] = pairs
    .filter((pair) => from.includes(pair.from) && to.includes(pair.to))
    .map((pair) => {
      const count = number(pair.row[counted]);
      return { from: pair.from, to: pair.to, count, rate: count / Math.max(1, left.get(pair.from) ?? 1) };
    })
    .filter(({ count }) => count > 0);
  return matrixPicture({ title, counted, from, to, cells });
};

/** A flow where steps are numbered, else a matrix; none for answers of another shape. */
export const pathsPictures = (result: AnalysisResult): Picture[] => {
  const name = text(result.definition["name"] ?? "paths");
  if (result.columns.includes("from_step")) return [flowOf(result, `Paths of ${name}`)];
  if (result.columns.includes("from_label")) return [matrixOf(result, `What follows what in ${name}`)];
  return [];
};
