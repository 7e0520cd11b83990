// What can be asked of sessions: how they are cut, and by what they are told apart. Pure.
import { z } from "zod";
import { condition } from "../condition.ts";

const text = z.string().min(1).max(1000);
const point = z.union([text, condition]);
const points = z.union([text, condition, z.array(point)]);

export const sessionsDefinition = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9_-]+$/, "use lower-case letters, digits, _ and - only")
    .default("sessions"),
  gap_minutes: z.number().positive().optional().describe("cut by this silence, not by the configured one"),
  gap_boundary: z
    .enum(["splits", "joins"])
    .default("splits")
    .describe("whether a silence of exactly the gap splits"),
  midnight_reset: z.boolean().default(false).describe("whether midnight in the configured time zone splits"),
  start: point.optional().describe("a session begins with such a touchpoint, and with no other"),
  end: point.optional().describe("a session ends with such a touchpoint"),
  include: points.optional(),
  exclude: points.optional(),
  by: z.enum(["first_channel", "none"]).default("first_channel"),
});

export type SessionsDefinition = z.output<typeof sessionsDefinition>;

/** Every key, for messages. */
export const sessionsKeys: readonly string[] = Object.keys(sessionsDefinition.shape);
