// Whom and when an analysis is about: a part of the people, a part of the time, or who a person is taken to be. Pure.
import { z } from "zod";
import { condition } from "../condition.ts";

const instant = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?$/,
    "write it as 2026-03-31 or 2026-03-31T08:00:00Z",
  );

export const group = z
  .strictObject({
    where: condition
      .optional()
      .describe("people with at least one inbound touchpoint of this kind, in the time that is asked for"),
    from: instant.optional().describe("touchpoints at this time and later"),
    until: instant
      .optional()
      .describe(
        "touchpoints before this time; what is open or dropped is told as of it, where the data end later",
      ),
    identity: z.enum(["stitched", "unstitched"]).optional(),
  })
  .refine(
    ({ from, until }) => from === undefined || until === undefined || Date.parse(from) < Date.parse(until),
    {
      message: "is not later than from, so nothing could be in between",
      path: ["until"],
    },
  );

export type Group = z.output<typeof group>;
