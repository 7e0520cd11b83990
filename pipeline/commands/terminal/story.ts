// What a run did, told in a few lines: records in and where they went, people found, where they drop off.
import type { RunResult, SourceCounts } from "../../../models/results.ts";
import type { LoadedConfig } from "../../config.ts";
import { queryRows } from "../../snapshots/query.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import { alignedTable } from "./aligned-table.ts";
import { countText, plural, shareText } from "./figures.ts";

interface DropOff {
  readonly journey: string;
  readonly step: string;
  readonly drop_offs: number;
  readonly visits: number;
}

export interface StoryFacts {
  readonly touchpoints: number;
  /** Touchpoints whose own event names nobody. */
  readonly anonymous: number;
  /** Of these, how many belong to a known profile now. */
  readonly recognised: number;
  /** The largest, at most three. */
  readonly dropOffs: readonly DropOff[];
}

const touchpointsSql = `select
    count(*) as touchpoints,
    count(*) filter (where is_anonymous) as anonymous,
    count(*) filter (where is_anonymous and is_known) as recognised,
  from fct_touchpoints inner join dim_profiles using (profile_id)`;

const dropOffsSql = `select journey_name, step_label, drop_offs, visits_reached
  from fct_drop_off_points where drop_offs > 0
  order by drop_offs desc, journey_name, step_label limit 3`;

/** Reads what the story tells beside the run's result. */
export const storyFacts = async (loaded: LoadedConfig, snapshot: string): Promise<StoryFacts> => {
  const rows = await queryRows(
    loaded,
    `select * from (${touchpointsSql}) left join (${dropOffsSql}) on true
    order by drop_offs desc, journey_name, step_label`,
    { snapshot },
  );
  const [counts = {}] = rows;
  return {
    touchpoints: Number(counts["touchpoints"]),
    anonymous: Number(counts["anonymous"]),
    recognised: Number(counts["recognised"]),
    dropOffs: rows
      .filter((row) => row["journey_name"] !== null)
      .map((row) => ({
        journey: plainText(row["journey_name"]),
        step: plainText(row["step_label"]),
        drop_offs: Number(row["drop_offs"]),
        visits: Number(row["visits_reached"]),
      })),
  };
};

const destinations = [
  "records",
  "mapped",
  "quarantined_records",
  "received",
  "stored",
  "duplicate",
  "superseded",
  "quarantined",
] as const satisfies readonly (keyof SourceCounts)[];

const sumOf = (sources: RunResult["sources"], column: (typeof destinations)[number]): number =>
  sources.reduce((sum, source) => sum + source[column], 0);

const sourceLines = (sources: RunResult["sources"]): string => {
  const rows = sources.map((counts) => [
    counts.name,
    ...destinations.map((column) => countText(counts[column])),
  ]);
  const all = ["all", ...destinations.map((column) => countText(sumOf(sources, column)))];
  const columns = ["source", ...destinations].map((name, index) => ({ name, isNumeric: index > 0 }));
  return alignedTable(columns, [...rows, all], undefined);
};

const people = ({ profiles, known_profiles, profiles_without_stitching }: RunResult): string =>
  `${plural(profiles, "profile")}, ${countText(known_profiles)} of them known by name; ` +
  `without stitching they would look like ${plural(profiles_without_stitching, "person", "people")}.`;

const anonymity = ({ touchpoints, anonymous, recognised }: StoryFacts): string =>
  `${countText(anonymous)} of ${plural(touchpoints, "touchpoint")} named nobody; ` +
  `${countText(recognised)} of these now belong to a known profile.`;

const dropOffLines = (dropOffs: readonly DropOff[]): string[] =>
  dropOffs.length === 0
    ? ["No journey has a drop-off yet."]
    : [
        "The largest drop-offs:",
        ...dropOffs.map(
          ({ journey, step, drop_offs, visits }) =>
            `  ${journey}: ${countText(drop_offs)} of ${plural(visits, "visit")} ended at ${step} (${shareText(drop_offs / visits)})`,
        ),
      ];

/** The story as text that ends with a line end. `facts` are those of the result's snapshot. */
export const storyText = (result: RunResult, facts: StoryFacts): string => {
  const isNothingNew = sumOf(result.sources, "records") === 0;
  const aside: string[] = [];
  if (result.unattributed > 0) aside.push(`${plural(result.unattributed, "event")} named nobody at all`);
  if (result.future > 0) aside.push(`${plural(result.future, "event")} later than the end of data`);
  return [
    "",
    isNothingNew ? "No new records.\n" : sourceLines(result.sources),
    people(result),
    anonymity(facts),
    ...(aside.length === 0 ? [] : [`Stored, but in no journey: ${aside.join(", ")}.`]),
    "",
    ...dropOffLines(facts.dropOffs),
    "",
    `Evidence up to ${result.data_end ?? "(none yet)"}. Tables: ${result.snapshot_dir}`,
    "",
  ].join("\n");
};
