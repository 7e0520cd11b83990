// Funnels as pictures: steps with what became of those who stopped, trends and times to convert as bars.
import type { AnalysisResult, AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import { countText, durationText, shareText } from "../cell-text.ts";
import { droppedPictures } from "./dropped-pictures.ts";
import { type Part, stackedBarsPicture } from "../charts/stacked-bars.ts";
import { accent, outcomeColours, second } from "../palette.ts";
import type { Picture, PictureColumn } from "../picture.ts";
import { number, text } from "./row-cells.ts";

type Column = PictureColumn & { readonly name: string };

const cellsOf = (columns: readonly Column[], rows: readonly AnalysisRow[]) =>
  rows.map((row) => columns.map(({ name }) => row[name] ?? null));

const stepColumns: readonly Column[] = [
  { name: "step_label", heading: "step", kind: "text" },
  { name: "profiles", heading: "people", kind: "count" },
  { name: "conversion_from_previous", heading: "of the step before", kind: "share" },
  { name: "conversion_from_first", heading: "of the first", kind: "share" },
  { name: "dropped", heading: "dropped", kind: "count" },
  { name: "open", heading: "still open", kind: "count" },
  { name: "median_seconds_from_previous", heading: "after (median)", kind: "seconds" },
];

const stepParts = (rows: readonly AnalysisRow[]): Part[] => {
  const last = rows.length - 1;
  return [
    {
      name: "went on",
      colour: outcomeColours.went_on,
      counts: rows.map((row, step) => (step === last ? 0 : number(row["went_on"]))),
    },
    {
      name: "converted",
      colour: outcomeColours.converted,
      counts: rows.map((row, step) => (step === last ? number(row["profiles"]) : 0)),
    },
    { name: "still open", colour: outcomeColours.open, counts: rows.map((row) => number(row["open"])) },
    { name: "dropped", colour: outcomeColours.dropped, counts: rows.map((row) => number(row["dropped"])) },
  ];
};

const worstStep = (rows: readonly AnalysisRow[]): AnalysisRow | undefined =>
  rows
    .slice(0, -1)
    .reduce<AnalysisRow | undefined>(
      (worst, row) =>
        worst === undefined || number(row["dropped"]) > number(worst["dropped"]) ? row : worst,
      undefined,
    );

const stepSummary = (rows: readonly AnalysisRow[]): string => {
  const [first, last, worst] = [rows.at(0), rows.at(-1), worstStep(rows)];
  if (first === undefined || last === undefined || number(first["profiles"]) === 0) return "Nobody entered.";
  const lost =
    worst === undefined || number(worst["dropped"]) === 0
      ? ""
      : ` Most were lost after ${text(worst["step_label"])}: ${countText(number(worst["dropped"]))}.`;
  return (
    `Of ${countText(number(first["profiles"]))} people who entered, ${countText(number(last["profiles"]))} ` +
    `(${shareText(number(last["profiles"]) / number(first["profiles"]))}) reached ${text(last["step_label"])}.${lost}`
  );
};

const stepsPicture = (rows: readonly AnalysisRow[], title: string): Picture =>
  stackedBarsPicture({
    title,
    summary: stepSummary(rows),
    bars: rows.map((row) => `${text(row["step_number"])}. ${text(row["step_label"])}`),
    parts: stepParts(rows),
    table: {
      caption: "People by step",
      columns: stepColumns,
      rows: cellsOf(stepColumns, rows),
      bars: rows.map((_, bar) => ({ bar })),
    },
  });

const byValue = (rows: readonly AnalysisRow[]): Map<string, AnalysisRow[]> => {
  const groups = new Map<string, AnalysisRow[]>();
  for (const row of rows) {
    const value = row["breakdown_value"] === null ? "(none)" : text(row["breakdown_value"]);
    groups.set(value, [...(groups.get(value) ?? []), row]);
  }
  return groups;
};

const mostValues = 8;

const trendColumns: readonly Column[] = [
  { name: "period_start", heading: "entered from", kind: "text" },
  { name: "profiles", heading: "people", kind: "count" },
  { name: "converted", heading: "converted", kind: "count" },
  { name: "conversion_rate", heading: "rate", kind: "share" },
  { name: "is_final", heading: "final", kind: "text" },
];

const trendPicture = (rows: readonly AnalysisRow[], title: string): Picture =>
  stackedBarsPicture({
    title,
    summary: "People by when they entered. Periods that are not final may still gain conversions.",
    bars: rows.map((row) => `${text(row["period_start"])}${row["is_final"] === false ? " (not final)" : ""}`),
    parts: [
      {
        name: "converted",
        colour: outcomeColours.converted,
        counts: rows.map((row) => number(row["converted"])),
      },
      { name: "still open", colour: outcomeColours.open, counts: rows.map((row) => number(row["open"])) },
      { name: "dropped", colour: outcomeColours.dropped, counts: rows.map((row) => number(row["dropped"])) },
    ],
    table: {
      caption: "People by period of entry",
      columns: trendColumns,
      rows: cellsOf(trendColumns, rows),
      bars: rows.map((_, bar) => ({ bar })),
    },
  });

const timeColumns: readonly Column[] = [
  { name: "from_seconds", heading: "from", kind: "seconds" },
  { name: "to_seconds", heading: "to", kind: "seconds" },
  { name: "profiles", heading: "people", kind: "count" },
  { name: "share", heading: "share", kind: "share" },
];

const timePicture = (rows: readonly AnalysisRow[], title: string): Picture =>
  stackedBarsPicture({
    title,
    summary: "How long people took to convert.",
    bars: rows.map(
      (row) => `${durationText(number(row["from_seconds"]))} – ${durationText(number(row["to_seconds"]))}`,
    ),
    parts: [{ name: "people", colour: accent, counts: rows.map((row) => number(row["profiles"])) }],
    table: {
      caption: "People by time to convert",
      columns: timeColumns,
      rows: cellsOf(timeColumns, rows),
      bars: rows.map((_, bar) => ({ bar })),
    },
  });

const versusColumns: readonly Column[] = [
  { name: "step_label", heading: "step", kind: "text" },
  { name: "profiles", heading: "people", kind: "count" },
  { name: "profiles_versus", heading: "versus", kind: "count" },
  { name: "conversion_from_first", heading: "of the first", kind: "share" },
  { name: "conversion_from_first_versus", heading: "versus", kind: "share" },
  { name: "p_value_of_profiles", heading: "p-value", kind: "number" },
];

/** Shares of those who entered, for the groups may differ in size. */
const versusPicture = (rows: readonly AnalysisRow[], title: string): Picture =>
  stackedBarsPicture({
    title,
    summary: "Of 100 people who entered, how many reached each step, in both groups.",
    bars: rows.map((row) => `${text(row["step_number"])}. ${text(row["step_label"])}`),
    parts: [
      { name: "this group", colour: accent, column: "conversion_from_first" },
      { name: "versus", colour: second, column: "conversion_from_first_versus" },
    ].map(({ name, colour, column }) => ({
      name,
      colour,
      stack: name,
      counts: rows.map((row) => Math.round(number(row[column]) * 1000) / 10),
    })),
    table: {
      caption: "Both groups by step",
      columns: versusColumns,
      rows: cellsOf(versusColumns, rows),
      bars: rows.map((_, bar) => ({ bar })),
    },
  });

/** None for answers of another shape. `people`: where they went who dropped out. */
export const funnelPictures = (
  { definition, columns, rows, versus }: AnalysisResult,
  people: readonly AnalysisRow[] = [],
): Picture[] => {
  const name = text(definition["name"]);
  if (versus !== undefined) {
    return columns[0] === "step_number" ? [versusPicture(rows, `Funnel ${name}, two groups`)] : [];
  }
  if (columns.includes("breakdown_value")) {
    return [...byValue(rows)]
      .slice(0, mostValues)
      .map(([value, own]) => stepsPicture(own, `Funnel ${name}: ${value}`));
  }
  if (columns.includes("went_on")) {
    return [stepsPicture(rows, `Funnel ${name}`), ...droppedPictures(rows, people)];
  }
  if (columns.includes("period_start")) return [trendPicture(rows, `Funnel ${name} by entry`)];
  return columns.includes("from_seconds") ? [timePicture(rows, `Time through funnel ${name}`)] : [];
};
