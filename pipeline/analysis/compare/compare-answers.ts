// Two answers to one question side by side: rows joined by what they speak of, with the difference of every measure and
// how likely it is by chance.
import type { AnalysisCell, AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import type { Answer } from "../analysis-kind.ts";
import { differenceSignificance, type Share } from "../numbers/significance.ts";

/** A share that is judged: what a column holds, of another column of the row, or of a total of the answer. */
export type JudgedShare =
  | { readonly hits: string; readonly of: string }
  | { readonly hits: string; readonly total: string };

export interface Comparing {
  /** The columns by which rows of both answers are the same row. */
  readonly keys: readonly string[];
  readonly shares: readonly JudgedShare[];
}

const keyOf = (row: AnalysisRow, keys: readonly string[]): string =>
  JSON.stringify(keys.map((key) => row[key] ?? null));

const isNumber = (cell: AnalysisCell | undefined): cell is number => typeof cell === "number";

const measuresOf = ({ columns, rows }: Answer, other: Answer, keys: readonly string[]): string[] =>
  columns.filter(
    (column) => !keys.includes(column) && [...rows, ...other.rows].some((row) => isNumber(row[column])),
  );

/** A row that one side does not have counts nothing there; a mean or a rate of nothing is unknown. */
const cellOf = (row: AnalysisRow | undefined, measure: string, counts: ReadonlySet<string>): AnalysisCell =>
  row?.[measure] ?? (row === undefined && counts.has(measure) ? 0 : null);

const shareOf = (row: AnalysisRow | undefined, { totals }: Answer, share: JudgedShare): Share => ({
  hits: Number(row?.[share.hits] ?? 0),
  of: Number("of" in share ? (row?.[share.of] ?? 0) : (totals[share.total] ?? 0)),
});

const difference = (one: AnalysisCell, other: AnalysisCell): number | null =>
  isNumber(one) && isNumber(other) ? one - other : null;

export const versusColumns = (measure: string): readonly [string, string, string] => [
  measure,
  `${measure}_versus`,
  `${measure}_difference`,
];

const significanceColumn = (share: JudgedShare): string => `p_value_of_${share.hits}`;

/** Whole numbers everywhere: a count, which is 0 where nothing was found. */
const countsOf = (measures: readonly string[], answers: readonly Answer[]): Set<string> =>
  new Set(
    measures
      .filter((measure) =>
        answers.every(({ rows }) =>
          rows.every((row) => !isNumber(row[measure]) || Number.isInteger(row[measure])),
        ),
      )
      .filter((measure) => !/seconds|rate|share|conversion/.test(measure)),
  );

/** One row for each key of either side, in the order of the first and then of the second. */
export const compareAnswers = (one: Answer, other: Answer, { keys, shares }: Comparing): Answer => {
  const measures = measuresOf(one, other, keys);
  const counts = countsOf(measures, [one, other]);
  const found = new Map(other.rows.map((row) => [keyOf(row, keys), row]));
  const pairs: (readonly [AnalysisRow | undefined, AnalysisRow | undefined])[] = one.rows.map((row) => {
    const key = keyOf(row, keys);
    const pair = [row, found.get(key)] as const;
    found.delete(key);
    return pair;
  });
  for (const row of found.values()) pairs.push([undefined, row]);
  const rows = pairs.map(([left, right]): AnalysisRow => ({
    ...Object.fromEntries(keys.map((key) => [key, left?.[key] ?? right?.[key] ?? null])),
    ...Object.fromEntries(
      measures.flatMap((measure) => {
        const [mine, theirs] = [cellOf(left, measure, counts), cellOf(right, measure, counts)];
        const [own, versus, change] = versusColumns(measure);
        return [
          [own, mine],
          [versus, theirs],
          [change, difference(mine, theirs)],
        ];
      }),
    ),
    ...Object.fromEntries(
      shares.map((share) => [
        significanceColumn(share),
        differenceSignificance(shareOf(left, one, share), shareOf(right, other, share)),
      ]),
    ),
  }));
  return {
    columns: [...keys, ...measures.flatMap(versusColumns), ...shares.map(significanceColumn)],
    rows,
    totals: Object.fromEntries(
      Object.entries(one.totals).flatMap(([name, mine]) => {
        const theirs = other.totals[name] ?? null;
        const [own, versus, change] = versusColumns(name);
        return [
          [own, mine],
          [versus, theirs],
          [change, difference(mine, theirs)],
        ];
      }),
    ),
  };
};
