// What can be asked of drop-offs: of which journey, what its steps are called, and what is told. Pure.
import { z } from "zod";

const text = z.string().min(1).max(1000);

export const dropOffsDefinition = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9_-]+$/, "use lower-case letters, digits, _ and - only")
    .default("drop-offs"),
  journey: z.string().optional().describe("a journey of the configuration; default: the one of this name"),
  show: z
    .enum(["points", "moves"])
    .default("points")
    .describe("where visits end without the goal; or where people went next, by step, channel and kind"),
  label: z.enum(["step", "channel", "event_type", "item"]).default("step"),
  clean: z
    .array(z.strictObject({ regex: text, alias: z.string().max(1000) }))
    .max(100)
    .default([])
    .describe("replacements in labels, one after the other"),
  groups: z
    .array(z.union([text, z.strictObject({ pattern: text, label: text })]))
    .max(100)
    .default([]),
  group_priority: z.enum(["first", "last"]).default("first").describe("which group wins where several fit"),
  period_days: z
    .number()
    .positive()
    .max(36_500)
    .optional()
    .describe("only visits of the last days, beside those of as many days before"),
});

export type DropOffsDefinition = z.output<typeof dropOffsDefinition>;

/** Every key, for messages. */
export const dropOffsKeys: readonly string[] = Object.keys(dropOffsDefinition.shape);
