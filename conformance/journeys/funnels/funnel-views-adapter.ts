// Cases of what a funnel shows beside its steps: time to convert, trend, conversion drivers.
import { z } from "zod";
import { funnel, oddsRatio } from "../../../pipeline/index.ts";
import { type Verdict, verdictOf } from "../../verdict.ts";
import type { JourneyCase } from "../journey-case.ts";
import { playJourneyCase } from "../play-journey-case.ts";
import { difference, funnelDefinitionOf, funnelQuery } from "./funnel-query.ts";

const timeQuery = funnelQuery.extend({
  fromStep: z.number().default(0),
  toStep: z.number().optional(),
  bins: z.number().optional(),
});

const timeExpected = z.looseObject({
  bins: z.array(z.tuple([z.number(), z.number()])).optional(),
  avg_s: z.number().nullable().optional(),
});

/** Kind `timeToConvert`; steps of cases are counted from 0. */
export const timeToConvertAdapter = (example: JourneyCase): Promise<Verdict> => {
  const query = timeQuery.parse(example.query);
  const expected = timeExpected.parse(example.expect);
  const definition = {
    ...funnelDefinitionOf(example, query),
    show: "time",
    from_step: query.fromStep + 1,
    ...(query.toStep === undefined ? {} : { to_step: query.toStep + 1 }),
    ...(query.bins === undefined ? {} : { bins: query.bins }),
  };
  return playJourneyCase(example, {}, async ({ config }) => {
    const { rows, totals } = await funnel({ config, definition });
    const bins = rows.map((row) => [row["from_seconds"], row["profiles"]]);
    return verdictOf([
      ...difference("bins", bins, expected.bins),
      ...difference("avg_s", totals["mean_seconds"], expected.avg_s),
    ]);
  });
};

const trendQuery = funnelQuery.extend({
  interval: z.enum(["day", "week", "month"]).default("day"),
  from: z.string().optional(),
  to: z.string().optional(),
  timezone: z.string().optional(),
});

const trendExpected = z.looseObject({
  entered: z.array(z.number()).optional(),
  converted: z.array(z.number()).optional(),
  rate_percent_day1: z.number().optional(),
});

const hundredths = (value: unknown): number => Math.round(Number(value) * 10_000) / 100;

/** Kind `funnelTrend`. */
export const funnelTrendAdapter = (example: JourneyCase): Promise<Verdict> => {
  const query = trendQuery.parse(example.query);
  const expected = trendExpected.parse(example.expect);
  const { interval, from, to, timezone } = query;
  const definition = {
    ...funnelDefinitionOf(example, query),
    show: "trend",
    interval,
    ...(from === undefined ? {} : { from: from.slice(0, 10) }),
    ...(to === undefined ? {} : { to: to.slice(0, 10) }),
  };
  return playJourneyCase(example, timezone === undefined ? {} : { timezone }, async ({ config }) => {
    const { rows } = await funnel({ config, definition });
    const column = (name: string): unknown[] => rows.map((row) => row[name]);
    return verdictOf([
      ...difference("entered", column("profiles"), expected.entered),
      ...difference("converted", column("converted"), expected.converted),
      ...difference(
        "rate_percent_day1",
        hundredths(rows[0]?.["conversion_rate"]),
        expected.rate_percent_day1,
      ),
    ]);
  });
};

const group = z.object({ success: z.number(), failure: z.number() });
const contingencySchema = z.looseObject({
  contingency: z.object({ success_total: z.number(), failure_total: z.number() }).catchall(group),
});

/** Kind `oddsRatio`: the table is given, no events. */
export const oddsRatioAdapter = (example: JourneyCase): Promise<Verdict> => {
  const { contingency } = contingencySchema.parse(example.given);
  const { success_total: successTotal, failure_total: failureTotal, ...groups } = contingency;
  const expected = z.record(z.string(), z.number()).parse(example.expect);
  const reasons = Object.entries(expected).flatMap(([name, wanted]) => {
    const counted = group.parse(groups[name]);
    const { ratio } = oddsRatio({ ...counted, successTotal, failureTotal });
    return Math.abs(ratio - wanted) < 1e-9 ? [] : difference(name, ratio, wanted);
  });
  return Promise.resolve(verdictOf(reasons));
};
