// A condition: what a touchpoint must be to be a goal, a step, a label's case or left out. Pure.
import { z } from "zod";

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Canonical columns that a condition may name, beside `properties.x` and `traits.x`. */
export const conditionColumns = [
  "source",
  "channel",
  "event_type",
  "vendor_event",
  "direction",
  "item",
  "campaign",
  "currency",
  "step_label",
] as const;

const conditionKey = z
  .string()
  .refine(
    (key) => (conditionColumns as readonly string[]).includes(key) || /^(properties|traits)\../.test(key),
    `a condition names one of ${conditionColumns.join(", ")}, properties.x or traits.x`,
  );

/** Column → value, list of values, or pattern with `*`. All of its entries must hold; an empty one holds always. */
export const condition = z.record(conditionKey, z.union([scalar, z.array(scalar).nonempty()]));

export type Condition = z.output<typeof condition>;
