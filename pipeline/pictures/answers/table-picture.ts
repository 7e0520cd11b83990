// Any answer as a table, for those that no chart would say better.
import type { AnalysisResult } from "../../../models/analyses/analysis-result.ts";
import { columnKind } from "../cell-text.ts";
import type { Picture } from "../picture.ts";

/** Rows that a page can hold and a person can read. */
const mostRows = 1000;

export const tablePicture = ({ columns, rows }: AnalysisResult, title: string): Picture => ({
  title,
  summary:
    rows.length > mostRows
      ? `The first ${String(mostRows)} of ${String(rows.length)} rows.`
      : `${String(rows.length)} ${rows.length === 1 ? "row" : "rows"}.`,
  option: null,
  height: 0,
  tableSide: "below",
  table: {
    caption: title,
    columns: columns.map((name) => ({
      heading: name.replaceAll("_", " "),
      kind: columnKind(
        name,
        rows.some((row) => typeof row[name] === "number"),
      ),
    })),
    rows: rows.slice(0, mostRows).map((row) => columns.map((name) => row[name] ?? null)),
  },
  marks: [],
});
