// Cases of sessions: by silence, with or without a reset at midnight, and by the events that begin and end them.
import { z } from "zod";
import { type AnalysisResult, sessions } from "../../pipeline/index.ts";
import { type Verdict, verdictOf } from "../verdict.ts";
import type { JourneyCase } from "./journey-case.ts";
import { playJourneyCase } from "./play-journey-case.ts";

const querySchema = z.looseObject({
  gapSeconds: z.number().optional(),
  boundary: z.string().optional(),
  midnightReset: z.boolean().default(false),
  timezone: z.string().optional(),
  start: z.string().optional(),
  end: z.string().optional(),
});

const expectSchema = z.looseObject({
  session: z.array(z.number()).optional(),
  duration_s: z.array(z.number()).optional(),
  durations_s: z.array(z.number()).optional(),
  without_midnight_reset: z.array(z.number()).optional(),
});

/** The session of each touchpoint, counted from 1. */
const numbersOf = ({ rows }: AnalysisResult): number[] =>
  rows.flatMap((row, place) => Array.from({ length: Number(row["touchpoints"]) }, () => place + 1));

const durationsOf = ({ rows }: AnalysisResult): number[] =>
  rows.map((row) => Number(row["duration_seconds"]));

/** Kinds `sessionize` and `eventSessions`. */
export const sessionsAdapter = (example: JourneyCase): Promise<Verdict> => {
  const query = querySchema.parse(example.query);
  const expected = expectSchema.parse(example.expect);
  const definition = {
    ...(query.gapSeconds === undefined ? {} : { gap_minutes: query.gapSeconds / 60 }),
    gap_boundary: query.boundary?.startsWith("gap > ") === true ? "joins" : "splits",
    ...(query.start === undefined ? {} : { start: { item: query.start } }),
    ...(query.end === undefined ? {} : { end: { item: query.end } }),
  };
  const settings = query.timezone === undefined ? {} : { timezone: query.timezone };
  return playJourneyCase(example, settings, async ({ config }) => {
    const ask = (midnight_reset: boolean): Promise<AnalysisResult> =>
      sessions({ config, definition: { ...definition, midnight_reset }, people: true });
    const found = await ask(query.midnightReset);
    const reasons: string[] = [];
    const compare = (name: string, left: readonly number[], right: readonly number[] | undefined): void => {
      if (right !== undefined && left.join() !== right.join()) {
        reasons.push(`${name}: expected ${right.join()}; found ${left.join()}`);
      }
    };
    compare("session", numbersOf(found), expected.session);
    compare("duration_s", durationsOf(found), expected.duration_s ?? expected.durations_s);
    if (expected.without_midnight_reset !== undefined) {
      compare("without_midnight_reset", numbersOf(await ask(false)), expected.without_midnight_reset);
    }
    return verdictOf(reasons);
  });
};
