// How the numbers of a funnel came about.
import { type FunnelDefinition, funnelWindowSeconds } from "../../../models/analyses/funnel-definition.ts";
import { durationText } from "../../pictures/cell-text.ts";
import type { Explanation } from "../analysis-kind.ts";
import { askedChoices } from "./funnel-plan.ts";
import { fittingKindsSql, fittingSql } from "./funnel-touchpoints.ts";

const counted = {
  profiles: "A person counts once",
  totals:
    "Every attempt counts that begins after the one before has converted, run out of time or was excluded",
  sessions: "A session counts once, and its touchpoints alone",
} as const;

const orders = {
  ordered: "steps follow one another, whatever else happens in between",
  strict: "steps follow one another with no other touchpoint in between",
  unordered: "steps may come in any order; step k means that k of them were done",
} as const;

const ties = {
  order: "Touchpoints of one instant stand in canonical order.",
  convert: "Touchpoints of one instant may stand in any order.",
  later: "Touchpoints of one instant are never two steps.",
} as const;

const entries = {
  best: "Every touchpoint that fits the first step begins an attempt; the one that gets furthest counts, of equals the earliest.",
  first: "Only the first touchpoint that fits the first step begins an attempt.",
  latest: "Only the last touchpoint that fits the first step begins an attempt.",
} as const;

const windowSentence = (definition: FunnelDefinition): string => {
  const window = durationText(funnelWindowSeconds(definition));
  return definition.window_from === "entry"
    ? `All steps lie within ${window} of the first, these included.`
    : `Every step lies within ${window} of the one before, these included.`;
};

const exclusionSentence = ({ exclusions, on_exclusion }: FunnelDefinition): string[] => {
  if (exclusions.length === 0) return [];
  const fate = on_exclusion === "remove" ? "is taken away" : "ends where it stood";
  return [
    `An attempt ${fate} where an exclusion happens between its steps, or within the window where the later was not taken.`,
  ];
};

const rules = (definition: FunnelDefinition): string[] =>
  definition.window_funnel === undefined
    ? [
        `${counted[definition.count]}; ${orders[definition.order]}, each a touchpoint of its own.`,
        windowSentence(definition),
        ties[definition.ties],
        definition.count === "totals" ? "" : entries[definition.entry],
        definition.grace_seconds > 0
          ? `A later step may lie up to ${String(definition.grace_seconds)} seconds before an earlier one.`
          : "",
        ...exclusionSentence(definition),
      ]
    : [
        `${counted[definition.count]}, as ClickHouse's windowFunnel finds it, modes: ${definition.window_funnel.join(", ") || "default"}.`,
        windowSentence(definition),
      ];

/** Sentences, and the SELECT that is passed over. */
export const explainFunnel = (definition: FunnelDefinition): Explanation => ({
  method: [
    ...rules(definition).filter((sentence) => sentence !== ""),
    "profiles = went_on + dropped + open; open: stopped here, and an attempt that got this far may still go on.",
  ],
  sql: [fittingKindsSql(askedChoices(definition).flat()), fittingSql("…", ["place"])].map((text) =>
    text.replaceAll(/\s+/g, " "),
  ),
});
