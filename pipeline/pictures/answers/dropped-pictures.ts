// Where people went who dropped out of a funnel: for each step the channel in which they were seen next, if at all.
import type { AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import { quantile } from "../../analysis/numbers/quantiles.ts";
import { countText, durationText } from "../cell-text.ts";
import { type Part, stackedBarsPicture } from "../charts/stacked-bars.ts";
import { channelColours, neutral } from "../palette.ts";
import type { Picture } from "../picture.ts";
import { number, text } from "./row-cells.ts";

const neverAgain = "not seen again";

interface Move {
  readonly step: number;
  readonly channel: string;
  people: number;
  readonly seconds: number[];
}

const movesOf = (people: readonly AnalysisRow[]): Move[] => {
  const moves = new Map<string, Move>();
  for (const row of people) {
    if (row["kind"] !== "dropped") continue;
    const step = number(row["step_number"]);
    const channel = row["next_channel"] === null ? neverAgain : text(row["next_channel"]);
    const key = `${String(step)} ${channel}`;
    const move = moves.get(key) ?? { step, channel, people: 0, seconds: [] };
    moves.set(key, move);
    move.people += 1;
    if (row["seconds_until_next"] !== null) move.seconds.push(number(row["seconds_until_next"]));
  }
  return [...moves.values()].toSorted((one, other) => one.step - other.step || other.people - one.people);
};

const medianOf = (seconds: readonly number[]): number | null =>
  quantile(Int32Array.from(seconds), 0, seconds.length, 0.5);

const partsOf = (moves: readonly Move[], steps: readonly number[]): Part[] => {
  const channels = [...new Set(moves.map(({ channel }) => channel))].filter(
    (channel) => channel !== neverAgain,
  );
  const colours = channelColours(channels);
  return [...channels, neverAgain].map((channel) => ({
    name: channel === neverAgain ? neverAgain : `then ${channel}`,
    colour: colours.get(channel) ?? neutral,
    counts: steps.map(
      (step) => moves.find((move) => move.step === step && move.channel === channel)?.people ?? 0,
    ),
  }));
};

const summaryOf = (moves: readonly Move[]): string => {
  const all = moves.reduce((sum, { people }) => sum + people, 0);
  const seen = moves.filter(({ channel }) => channel !== neverAgain);
  const again = seen.reduce((sum, { people }) => sum + people, 0);
  const median = medianOf(seen.flatMap(({ seconds }) => seconds));
  const after = median === null ? "" : `, half of them within ${durationText(median)}`;
  return `Of ${countText(all)} people who dropped out, ${countText(again)} were seen again${after}.`;
};

/** None where nobody dropped out. */
export const droppedPictures = (rows: readonly AnalysisRow[], people: readonly AnalysisRow[]): Picture[] => {
  const moves = movesOf(people);
  if (moves.length === 0) return [];
  const steps = rows.slice(0, -1).map((row) => number(row["step_number"]));
  const label = (step: number): string => text(rows[step - 1]?.["step_label"]);
  const parts = partsOf(moves, steps);
  const partOf = (channel: string): number =>
    channel === neverAgain ? parts.length - 1 : parts.findIndex(({ name }) => name === `then ${channel}`);
  return [
    stackedBarsPicture({
      title: "Where those went who dropped out",
      summary: summaryOf(moves),
      bars: steps.map((step) => `after ${label(step)}`),
      parts,
      table: {
        caption: "People who dropped out, by the channel in which they were seen next",
        columns: [
          { heading: "after", kind: "text" },
          { heading: "seen next in", kind: "text" },
          { heading: "people", kind: "count" },
          { heading: "after (median)", kind: "seconds" },
        ],
        rows: moves.map(({ step, channel, people: count, seconds }) => [
          label(step),
          channel,
          count,
          medianOf(seconds),
        ]),
        bars: moves.map(({ step, channel }) => ({ bar: steps.indexOf(step), part: partOf(channel) })),
      },
    }),
  ];
};
