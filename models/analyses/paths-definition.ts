// What can be asked of paths: one definition, as it stands in a configuration or in a file of its own. Pure.
import { z } from "zod";
import { condition } from "../condition.ts";
import { funnelDefinition } from "./funnel-definition.ts";

const count = z.number().int().positive();
const text = z.string().min(1).max(1000);

/** A touchpoint by its label (`*` stands for any text), or by what it is. */
const point = z.union([text, condition]);
const points = z.union([text, condition, z.array(point)]);

/** A name for all labels that fit a pattern; `*` stands for any text, and the pattern may fit anywhere. */
const grouping = z.union([text, z.strictObject({ pattern: text, label: text })]);

const levels = ["step", "channel", "event_type", "item"] as const;

const fields = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9_-]+$/, "use lower-case letters, digits, _ and - only")
    .default("paths"),
  show: z
    .enum(["edges", "graph", "matrix", "sequences", "next"])
    .default("edges")
    .describe(
      "edges between numbered steps, the same without numbers, a matrix, whole sequences, what follows",
    ),
  journey: z.string().optional().describe("only what belongs to a journey of this name, cut by journey"),
  funnel: z
    .strictObject({
      of: z.union([text, funnelDefinition]).describe("a funnel of the configuration, or one of its own"),
      part: z
        .enum(["before", "between", "after"])
        .default("after")
        .describe("between: since the step before"),
      step: count.optional().describe("people who got so far; default: the last step"),
      dropped_at: count
        .min(2)
        .optional()
        .describe("people who got to the step before this one and no further"),
    })
    .optional()
    .describe("only what people did before, between or after the steps of a funnel"),
  start: point.optional().describe("paths begin with the first touchpoint of this kind"),
  end: point.optional().describe("paths end with the first touchpoint of this kind"),
  around: point.optional().describe("max_steps before and after the first touchpoint of this kind"),
  after: points
    .optional()
    .describe("of next: these steps, one directly after the other; what came behind them"),
  before: points.optional().describe("of next: the same, and what came ahead of them"),
  grain: z.enum(["session", "profile"]).optional().describe("default: session; of a journey the whole of it"),
  gap_minutes: z
    .number()
    .positive()
    .optional()
    .describe("sessions cut by this silence, not by the configured one"),
  gap_boundary: z
    .enum(["splits", "joins"])
    .default("splits")
    .describe("whether a silence of exactly the gap splits"),
  label: z.enum(levels).default("step"),
  clean: z
    .array(z.strictObject({ regex: text, alias: z.string().max(1000) }))
    .max(100)
    .default([])
    .describe("replacements in labels, one after the other"),
  groups: z.array(grouping).max(100).default([]),
  group_priority: z.enum(["first", "last"]).default("first").describe("which group wins where several fit"),
  include: points.optional(),
  exclude: points.optional(),
  exclude_labels: z.array(text).default([]).describe("exact labels, after clean-up and grouping"),
  collapse: z.boolean().default(true).describe("equal neighbours are one step"),
  seconds_to: z
    .enum(["first", "last"])
    .default("first")
    .describe("a step of several touchpoints is reached at its first, or at its last"),
  max_steps: count.max(1000).optional().describe("default: paths.max_steps of the configuration"),
  max_edges: count.max(100_000).optional(),
  beyond: z
    .enum(["others", "cut"])
    .default("others")
    .describe("what becomes of edges over max_edges or weights"),
  min_weight: count.optional(),
  max_weight: count.optional(),
  ends: z.boolean().default(true).describe("whether edges from (start) and to the end are told"),
  is_connected: z.boolean().default(false).describe("only edges that can be reached from a first step"),
  count: z.enum(["transitions", "profiles"]).default("transitions"),
});

/** Every key, for messages. */
export const pathsKeys: readonly string[] = Object.keys(fields.shape);

const isNextAsked = ({ show, after, before }: z.output<typeof fields>): boolean =>
  show !== "next" || (after === undefined) !== (before === undefined);

export const pathsDefinition = fields
  .refine(isNextAsked, { message: "next needs either after or before", path: ["show"] })
  .refine(({ around, start, end }) => around === undefined || (start === undefined && end === undefined), {
    message: "around stands for itself; leave start and end away",
    path: ["around"],
  })
  .refine(
    ({ min_weight: least, max_weight: most }) => least === undefined || most === undefined || least <= most,
    {
      message: "is less than min_weight, so nothing could be shown",
      path: ["max_weight"],
    },
  );

export type PathsDefinition = z.output<typeof pathsDefinition>;
export type PathPoint = z.output<typeof point>;
