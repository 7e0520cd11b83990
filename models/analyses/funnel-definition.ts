// What can be asked of a funnel: one definition, as it stands in a configuration or in a file of its own. Pure.
import { z } from "zod";
import { condition, type Condition } from "../condition.ts";
import { type FunnelFields, funnelIssues } from "./funnel-rules.ts";

const positive = z.number().positive();
const count = z.number().int().positive();
const text = z.string().min(1).max(1000);

/** A touchpoint by its label (`*` stands for any text), or by what it is. */
const point = z.union([text, condition]);
const points = z.union([text, condition, z.array(point).nonempty().max(20)]);

const step = z.union([
  text,
  z.strictObject({
    any: z.array(point).nonempty().max(20).describe("the step is taken by whatever fits one of these"),
    optional: z.boolean().default(false).describe("may be left out"),
    name: text.optional().describe("what the step is called"),
  }),
  condition,
]);

const exclusion = z.strictObject({
  when: points.describe("what must not happen"),
  from: count.default(1).describe("from the touchpoint of this step on"),
  to: count.optional().describe("until that of this step; default: the last"),
});

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "a date, such as 2026-01-31");

const windowFunnelModes = [
  "strict_order",
  "strict_deduplication",
  "strict_increase",
  "strict_once",
  "allow_reentry",
] as const;

export type WindowFunnelMode = (typeof windowFunnelModes)[number];

const fields = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9_-]+$/, "use lower-case letters, digits, _ and - only")
    .default("funnel"),
  steps: z.array(step).min(2, "a funnel has at least two steps").max(50),
  window_days: positive.optional().describe("14 days where no window is given; inclusive"),
  window_hours: positive.optional(),
  window_seconds: positive.optional(),
  window_from: z
    .enum(["entry", "step"])
    .default("entry")
    .describe("measured from the first step, or from the one before"),
  order: z
    .enum(["ordered", "strict", "unordered"])
    .default("ordered")
    .describe("one after the other, with nothing in between, or in whatever order"),
  ties: z
    .enum(["order", "convert", "later"])
    .default("order")
    .describe("touchpoints of one instant: in canonical order, in any order, or never two steps"),
  grace_seconds: z
    .number()
    .min(0)
    .max(3600)
    .default(0)
    .describe("with ties: convert, by how much a later step may lie before an earlier one"),
  entry: z
    .enum(["best", "first", "latest"])
    .default("best")
    .describe("which attempt of a person counts: the one that gets furthest, the first, or the latest"),
  count: z
    .enum(["profiles", "totals", "sessions"])
    .default("profiles")
    .describe("what is counted: people, attempts that do not overlap, or sessions"),
  exclusions: z.array(exclusion).max(10).default([]),
  on_exclusion: z
    .enum(["remove", "stop"])
    .default("remove")
    .describe("an excluded attempt is taken away, or ends where it stood"),
  window_funnel: z
    .array(z.enum(windowFunnelModes))
    .optional()
    .describe("count as ClickHouse's windowFunnel does, in these modes; an empty list is its default mode"),
  show: z.enum(["steps", "time", "trend", "drivers"]).default("steps"),
  breakdown: text
    .optional()
    .describe(
      "of steps: by a column, properties.x or traits.x; first.… is that of a person's first touchpoint",
    ),
  attribution: z
    .enum(["first", "last", "step", "all"])
    .default("first")
    .describe(
      "whose value counts: the first or last of the attempt that has one, that of a step, or all steps have one value",
    ),
  attribution_step: count.optional().describe("with attribution: step"),
  max_values: count.max(1000).default(25).describe("of a breakdown or drivers; the rest is (others)"),
  from_step: count.default(1).describe("of time: from this step"),
  to_step: count.optional().describe("of time: to this step; default: the last"),
  bins: count.max(1000).optional().describe("of time; default: the cube root of the number of people"),
  interval: z
    .enum(["day", "week", "month"])
    .default("day")
    .describe("of trend: when attempts began, in the workspace's time zone"),
  from: date.optional().describe("of trend: the first day"),
  to: date.optional().describe("of trend: the last day"),
  driver: text
    .default("step_label")
    .describe("of drivers: what is compared, a column, properties.x or traits.x"),
});

/** Every key, for messages. */
export const funnelKeys: readonly string[] = Object.keys(fields.shape);

const checked = (definition: FunnelFields, context: z.RefinementCtx): void => {
  for (const { path, message } of funnelIssues(definition)) {
    context.addIssue({ code: "custom", path, message });
  }
};

export const funnelDefinition = fields.superRefine(checked);

/** In a configuration every funnel has a name. */
export const configuredFunnel = z
  .strictObject({ ...fields.shape, name: fields.shape.name.unwrap() })
  .superRefine(checked);

export type FunnelDefinition = z.output<typeof funnelDefinition>;
export type FunnelStep = z.output<typeof step>;
type FunnelPoint = z.output<typeof point>;

/** A label is a condition on the label. */
const conditionOf = (given: FunnelPoint): Condition =>
  typeof given === "string" ? { step_label: given } : given;

const isChoice = (given: FunnelStep): given is Extract<FunnelStep, { any: unknown }> =>
  typeof given === "object" && Array.isArray(given["any"]);

/** The conditions of which a step wants one. */
export const stepConditions = (given: FunnelStep): Condition[] =>
  (isChoice(given) ? given.any : [given]).map(conditionOf);

export const isOptionalStep = (given: FunnelStep): boolean => isChoice(given) && given.optional;

/** What a step is called where the definition says it. */
export const stepName = (given: FunnelStep): string | undefined => (isChoice(given) ? given.name : undefined);

/** The conditions of which one must not be met. */
export const exclusionConditions = ({ when }: FunnelDefinition["exclusions"][number]): Condition[] =>
  (Array.isArray(when) ? when : [when]).map(conditionOf);

/**
 * Whether the models of the store find its attempts, which they do for people, by their best attempt, in order, without
 * exclusions; any other funnel is counted by the pass of analyses.
 */
export const isPlainFunnel = (definition: FunnelDefinition): boolean =>
  definition.order === "ordered" &&
  definition.window_from === "entry" &&
  definition.ties !== "later" &&
  definition.grace_seconds === 0 &&
  definition.entry === "best" &&
  definition.exclusions.length === 0 &&
  definition.window_funnel === undefined &&
  !definition.steps.some(isOptionalStep);

/** The window in seconds; 14 days where none is given. */
export const funnelWindowSeconds = ({
  window_seconds,
  window_hours,
  window_days,
}: Pick<FunnelDefinition, "window_days" | "window_hours" | "window_seconds">): number =>
  window_seconds ?? (window_hours ?? (window_days ?? 14) * 24) * 3600;
