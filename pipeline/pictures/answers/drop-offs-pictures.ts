// Drop-offs as pictures: for each step how many visits ended there, by what became of them.
import type { AnalysisResult, AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import { countText, shareText } from "../cell-text.ts";
import { type Part, stackedBarsPicture } from "../charts/stacked-bars.ts";
import { outcomeColours } from "../palette.ts";
import type { Picture, PictureColumn } from "../picture.ts";
import { number, text } from "./row-cells.ts";

const kinds = [
  "continued_elsewhere",
  "continued_later",
  "came_back",
  "open",
  "identity_lost",
  "gone",
] as const;

const words: Readonly<Record<(typeof kinds)[number], string>> = {
  continued_elsewhere: "went on in another channel",
  continued_later: "went on later",
  came_back: "came back after the journey",
  open: "still open",
  identity_lost: "out of sight: never known",
  gone: "gone",
};

/** More bars than that are no picture. */
const mostBars = 25;

const partsOf = (rows: readonly AnalysisRow[]): Part[] =>
  kinds
    .map((kind) => ({
      name: words[kind],
      colour: outcomeColours[kind],
      counts: rows.map((row) => number(row[kind])),
    }))
    .filter(({ counts }) => counts.some((count) => count > 0));

const summaryOf = (rows: readonly AnalysisRow[]): string => {
  const [first] = rows;
  if (first === undefined) return "No visit ended without the goal.";
  const next =
    first["next_channel"] === null
      ? ""
      : ` Most of those seen again went on in ${text(first["next_channel"])}.`;
  return (
    `Most visits end at ${text(first["step_label"])}: ${countText(number(first["drop_offs"]))} of ` +
    `${countText(number(first["visits_reached"]))} that reached it (${shareText(number(first["drop_off_rate"]))}).${next}`
  );
};

const columns: readonly (PictureColumn & { readonly name: string })[] = [
  { name: "step_label", heading: "step", kind: "text" },
  { name: "visits_reached", heading: "visits", kind: "count" },
  { name: "drop_offs", heading: "ended here", kind: "count" },
  { name: "drop_off_rate", heading: "share", kind: "share" },
  ...kinds.map((name): PictureColumn & { readonly name: string } => ({
    name,
    heading: words[name],
    kind: "count",
  })),
  { name: "next_channel", heading: "next channel", kind: "text" },
  { name: "next_step", heading: "next step", kind: "text" },
  { name: "median_seconds_until_next", heading: "after (median)", kind: "seconds" },
  { name: "value_at_stake", heading: "value at stake", kind: "money" },
];

/** Bars for the points of one answer; other views and comparisons are shown as tables. */
export const dropOffsPictures = (result: AnalysisResult): Picture[] => {
  if (!result.columns.includes("gone") || result.versus !== undefined) return [];
  const rows = result.rows.filter((row) => number(row["drop_offs"]) > 0);
  const shown = rows.slice(0, mostBars);
  return [
    {
      ...stackedBarsPicture({
        title: `Where people leave: ${text(result.definition["name"])}`,
        summary: summaryOf(rows),
        bars: shown.map((row) => text(row["step_label"])),
        parts: partsOf(shown),
        table: {
          caption: "Visits that ended without the goal, by their last step",
          columns,
          rows: rows.map((row) => columns.map(({ name }) => row[name] ?? null)),
          bars: rows.map((_, bar) => ({ bar: bar < mostBars ? bar : -1 })),
        },
      }),
      tableSide: "below",
    },
  ];
};
