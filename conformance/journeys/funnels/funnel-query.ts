// The query of a case of funnels → a definition of ours. What a case does not name is a default of the system that
// published it.
import { z } from "zod";
import type { JourneyCase } from "../journey-case.ts";

export const funnelQuery = z.looseObject({
  steps: z.array(z.string()),
  order: z.enum(["ordered", "strict", "unordered"]).default("ordered"),
  windowSeconds: z.number().optional(),
  entry: z.enum(["first", "latest", "best"]).optional(),
  exclusions: z.array(z.object({ event: z.string(), from: z.number(), to: z.number() })).default([]),
  graceSeconds: z.number().default(0),
  breakdown: z.string().optional(),
  breakdownAttribution: z.string().default("first_touch"),
});

type FunnelQuery = z.output<typeof funnelQuery>;

interface Defaults {
  readonly ties: "order" | "convert";
  readonly entry: "first" | "best";
  readonly on_exclusion: "remove" | "stop";
  readonly window_seconds: number;
}

const postHog: Defaults = {
  ties: "convert",
  entry: "best",
  on_exclusion: "remove",
  window_seconds: 1_209_600,
};

const mixpanel: Defaults = { ties: "order", entry: "first", on_exclusion: "stop", window_seconds: 604_800 };

const attributionOf = (text: string): object => {
  const [, step] = /^step_(\d+)$/.exec(text) ?? [];
  if (step !== undefined) return { attribution: "step", attribution_step: Number(step) + 1 };
  if (text.startsWith("all")) return { attribution: "all" };
  return { attribution: text.startsWith("last") ? "last" : "first" };
};

/** Steps of cases are items, counted from 0. */
export const funnelDefinitionOf = ({ source }: JourneyCase, query: FunnelQuery): Record<string, unknown> => {
  const defaults = source.system === "Mixpanel" ? mixpanel : postHog;
  const isLoose = query.order === "ordered" && (defaults.ties === "convert" || query.graceSeconds > 0);
  return {
    steps: query.steps.map((item) => ({ item })),
    order: query.order,
    ties: isLoose ? "convert" : "order",
    grace_seconds: query.graceSeconds,
    window_seconds: query.windowSeconds ?? defaults.window_seconds,
    entry: query.entry ?? defaults.entry,
    on_exclusion: defaults.on_exclusion,
    exclusions: query.exclusions.map(({ event, from, to }) => ({
      when: { item: event },
      from: from + 1,
      to: to + 1,
    })),
    ...(query.breakdown === undefined
      ? {}
      : { breakdown: `properties.${query.breakdown}`, ...attributionOf(query.breakdownAttribution) }),
  };
};

/** What differs, said by name; nothing where nothing was expected. */
export const difference = (name: string, found: unknown, expected: unknown): string[] => {
  if (expected === undefined) return [];
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  return left === right ? [] : [`${name}: expected ${right}; found ${left}`];
};
