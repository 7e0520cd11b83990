// What stitching changes: every journey and funnel of the configuration counted over profiles and over the most local
// identifiers of events, measure by measure.
import { dropOffsDefinition } from "../../../../models/analyses/drop-offs-definition.ts";
import { pathsDefinition } from "../../../../models/analyses/paths-definition.ts";
import type { AnalysisRow } from "../../../../models/analyses/analysis-result.ts";
import type { Answer } from "../../analysis-kind.ts";
import { dropOffsKind } from "../../drop-offs.ts";
import { dropOffKinds } from "../../drop-offs/kinds.ts";
import { funnelKind } from "../../funnels.ts";
import { pathsKind } from "../../paths.ts";
import type { AnalysisSource } from "../../source/open-source.ts";

/** Counts by analysis, name and key. */
type Counts = Map<string, number>;

export interface UpliftRow {
  readonly analysis: string;
  readonly name: string;
  readonly key: string;
  readonly stitched: number;
  readonly unstitched: number;
}

const add = (counts: Counts, place: readonly [string, string, string], count: unknown): void => {
  const key = JSON.stringify(place);
  counts.set(key, (counts.get(key) ?? 0) + Number(count ?? 0));
};

const addRows = (
  counts: Counts,
  [analysis, name]: readonly [string, string],
  { rows }: Answer,
  { key, measure }: { readonly key: (row: AnalysisRow) => string | null; readonly measure: string },
): void => {
  for (const row of rows) {
    const own = key(row);
    if (own !== null) add(counts, [analysis, name, own], row[measure]);
  }
};

const textOf = (row: AnalysisRow, column: string): string => String(row[column] ?? "");

const countJourney = async (source: AnalysisSource, name: string, counts: Counts): Promise<void> => {
  const graph = await pathsKind.answer(source, pathsDefinition.parse({ name, journey: name, show: "graph" }));
  const points = await dropOffsKind.answer(source, dropOffsDefinition.parse({ name, journey: name }));
  const moves = await dropOffsKind.answer(
    source,
    dropOffsDefinition.parse({ name, journey: name, show: "moves" }),
  );
  add(counts, ["journeys", name, "journeys"], graph.totals["paths"]);
  add(counts, ["journeys", name, "profiles"], graph.totals["profiles"]);
  add(counts, ["journeys", name, "converted"], points.totals["goal_visits"]);
  add(counts, ["journeys", name, "dropped"], points.totals["dropped_journeys"]);
  add(counts, ["journeys", name, "open"], points.totals["open_journeys"]);
  for (const kind of dropOffKinds) {
    addRows(counts, ["drop_off_kinds", name], points, { key: () => kind, measure: kind });
  }
  addRows(counts, ["drop_offs", name], points, {
    key: (row) => textOf(row, "step_label"),
    measure: "drop_offs",
  });
  addRows(counts, ["next_channels", name], moves, {
    key: (row) => (row["drop_off_kind"] === "continued_elsewhere" ? textOf(row, "next_channel") : null),
    measure: "drop_offs",
  });
  addRows(counts, ["transitions", name], graph, {
    key: (row) => `${textOf(row, "from_label")} > ${textOf(row, "to_label")}`,
    measure: "transitions",
  });
};

const countPeople = async ({ session, identity }: AnalysisSource, counts: Counts): Promise<void> => {
  const person = identity === "stitched" ? "profile_key" : "unit_key";
  const row = await session.row(
    `select count(*)::integer as touchpoints, count(distinct ${person})::integer as people from touchpoints`,
  );
  add(counts, ["people", "", "people"], row?.["people"]);
  add(counts, ["people", "", "inbound_touchpoints"], row?.["touchpoints"]);
};

const countAll = async (source: AnalysisSource): Promise<Counts> => {
  const counts: Counts = new Map();
  const { journeys, funnels } = source.loaded.config;
  await countPeople(source, counts);
  for (const { name } of journeys) await countJourney(source, name, counts);
  for (const definition of funnelKind.named(source.loaded.config).slice(0, funnels.length)) {
    addRows(counts, ["funnel_steps", definition.name], await funnelKind.answer(source, definition), {
      key: (row) => `${textOf(row, "step_number")}. ${textOf(row, "step_label")}`,
      measure: "profiles",
    });
  }
  return counts;
};

/** Rows of which either side counts something. */
export const upliftRows = async (
  stitched: AnalysisSource,
  unstitched: AnalysisSource,
): Promise<UpliftRow[]> => {
  const [one, other] = [await countAll(stitched), await countAll(unstitched)];
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((place) => {
    const [analysis = "", name = "", key = ""] = JSON.parse(place) as string[];
    const row = { analysis, name, key, stitched: one.get(place) ?? 0, unstitched: other.get(place) ?? 0 };
    return row.stitched === 0 && row.unstitched === 0 ? [] : [row];
  });
};
