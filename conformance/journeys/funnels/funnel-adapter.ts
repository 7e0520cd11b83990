// Cases of funnels: how many reached each step, who they are, how long it took; all, by value, or by kind of entry.
import { z } from "zod";
import { type AnalysisResult, funnel } from "../../../pipeline/index.ts";
import { type Verdict, verdictOf } from "../../verdict.ts";
import type { JourneyCase } from "../journey-case.ts";
import { playJourneyCase, type PlayedCase } from "../play-journey-case.ts";
import { difference, funnelDefinitionOf, funnelQuery } from "./funnel-query.ts";

const counts = z.array(z.number());
const persons = z.array(z.string());
const seconds = z.array(z.number().nullable());

const expectSchema = z.looseObject({
  counts: counts.optional(),
  avg_s: seconds.optional(),
  median_s: seconds.optional(),
  persons: z.array(persons).optional(),
  persons_first: persons.optional(),
  persons_last: persons.optional(),
  by_value: z.record(z.string(), counts).optional(),
});

type Expected = z.output<typeof expectSchema>;
type Rows = AnalysisResult["rows"];

const column = (rows: Rows, name: string): unknown[] => rows.map((row) => row[name] ?? null);

const byValue = (rows: Rows): Record<string, unknown[]> => {
  const values = [...new Set(rows.map((row) => String(row["breakdown_value"] ?? "")))].toSorted();
  return Object.fromEntries(
    values.map((value) => [
      value,
      column(
        rows.filter((row) => String(row["breakdown_value"] ?? "") === value),
        "profiles",
      ),
    ]),
  );
};

const sortedRecord = (record: Expected["by_value"]): Expected["by_value"] =>
  record === undefined
    ? undefined
    : Object.fromEntries(Object.entries(record).toSorted(([left], [right]) => (left < right ? -1 : 1)));

const personDifferences = async (
  { config, personOf }: PlayedCase,
  definition: Record<string, unknown>,
  steps: number,
  expected: Expected,
): Promise<string[]> => {
  const { persons: all, persons_first: first, persons_last: last } = expected;
  if (all === undefined && first === undefined && last === undefined) return [];
  const { rows } = await funnel({ config, definition, people: true });
  const reached = (step: number): string[] =>
    rows
      .filter((row) => Number(row["step_number"]) >= step)
      .map((row) => personOf.get(String(row["profile_id"])) ?? "")
      .toSorted();
  return [
    ...difference("first step", reached(1), first?.toSorted()),
    ...difference("last step", reached(steps), last?.toSorted()),
    ...(all ?? []).flatMap((wanted, step) =>
      difference(`step ${String(step + 1)}`, reached(step + 1), wanted.toSorted()),
    ),
  ];
};

/** Kind `funnel`. */
export const funnelAdapter = (example: JourneyCase): Promise<Verdict> => {
  const query = funnelQuery.parse(example.query);
  const expected = expectSchema.parse(example.expect);
  const definition = funnelDefinitionOf(example, query);
  return playJourneyCase(example, {}, async (played) => {
    const { rows } = await funnel({ config: played.config, definition });
    return verdictOf([
      ...difference("counts", column(rows, "profiles"), expected.counts),
      ...difference("avg_s", column(rows, "mean_seconds_from_previous"), expected.avg_s),
      ...difference("median_s", column(rows, "median_seconds_from_previous"), expected.median_s),
      ...difference("by_value", byValue(rows), sortedRecord(expected.by_value)),
      ...(await personDifferences(played, definition, query.steps.length, expected)),
    ]);
  });
};

/** Kind `funnelEntryModes`: the same funnel by each kind of entry. */
export const funnelEntryModesAdapter = (example: JourneyCase): Promise<Verdict> => {
  const definition = funnelDefinitionOf(example, funnelQuery.parse(example.query));
  const expected = z.record(z.string(), counts).parse(example.expect);
  return playJourneyCase(example, {}, async ({ config }) => {
    const reasons: string[] = [];
    for (const [entry, wanted] of Object.entries(expected)) {
      const { rows } = await funnel({ config, definition: { ...definition, entry } });
      reasons.push(...difference(entry, column(rows, "profiles"), wanted));
    }
    return verdictOf(reasons);
  });
};

/** Kind `funnelTotals`: attempts that do not overlap. */
export const funnelTotalsAdapter = (example: JourneyCase): Promise<Verdict> => {
  const { entry: _entry, ...definition } = funnelDefinitionOf(example, funnelQuery.parse(example.query));
  const expected = z
    .looseObject({
      entries: z.number().optional(),
      conversions: z.number().optional(),
      counts: counts.optional(),
    })
    .parse(example.expect);
  return playJourneyCase(example, {}, async ({ config }) => {
    const { rows, totals } = await funnel({ config, definition: { ...definition, count: "totals" } });
    return verdictOf([
      ...difference("entries", totals["entered"], expected.entries),
      ...difference("conversions", totals["converted"], expected.conversions),
      ...difference("counts", column(rows, "profiles"), expected.counts),
    ]);
  });
};
