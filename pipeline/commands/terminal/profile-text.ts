// The most expensive parts of a run as a short table.
import type { Measures, RunProfileResult } from "../../../models/results.ts";
import { alignedTable } from "./aligned-table.ts";
import { byteText, countText, durationText } from "./figures.ts";

const shown = 10;

interface Part extends Measures {
  readonly stage: string;
  readonly name: string;
  readonly rows: number;
}

/** Stages with parts give these, the others themselves. */
const partsOf = ({ stages }: RunProfileResult): Part[] =>
  stages.flatMap(({ parts, ...stage }) =>
    parts.length === 0
      ? [{ ...stage, stage: stage.name, name: "" }]
      : parts.map((part) => ({ ...part, stage: stage.name })),
  );

/** `width`: that of the terminal, unlimited where undefined. */
export const profileText = (profile: RunProfileResult, width: number | undefined): string => {
  const dearest = partsOf(profile)
    .toSorted((left, right) => right.seconds - left.seconds)
    .slice(0, shown);
  const table = alignedTable(
    [
      { name: "stage", isNumeric: false },
      { name: "part", isNumeric: false },
      { name: "rows", isNumeric: true },
      { name: "time", isNumeric: true },
      { name: "cpu", isNumeric: true },
      { name: "spilled", isNumeric: true },
    ],
    dearest.map((part) => [
      part.stage,
      part.name,
      countText(part.rows),
      durationText(part.seconds),
      durationText(part.cpu_seconds),
      byteText(part.peak_spilled_bytes),
    ]),
    width,
  );
  const { seconds, cpu_seconds, peak_rss_bytes, peak_spilled_bytes } = profile;
  const whole = [
    durationText(seconds),
    `cpu ${durationText(cpu_seconds)}`,
    `memory ${byteText(peak_rss_bytes)}`,
    `spilled ${byteText(peak_spilled_bytes)}`,
  ];
  return `\n${table}${whole.join(", ")} in all\n`;
};
