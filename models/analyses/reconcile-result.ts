// What `polku reconcile` answers: pairs of numbers that must be the same.
import { z } from "zod";

const number = z.number().int();

export const reconcileResultSchema = z.object({
  checks: z.array(z.object({ name: z.string(), left: number, right: number, equal: z.boolean() })),
  snapshot_id: z.string(),
  data_end: z.string().nullable(),
});

export type ReconcileResult = z.output<typeof reconcileResultSchema>;
export type ReconcileCheck = ReconcileResult["checks"][number];

const sideSchema = z.object({
  /** As it was asked. */
  name: z.string(),
  /** What is counted, in the plural: visits, attempts, … */
  unit: z.string(),
  counted: number,
  people: number,
  people_more_than_once: number,
  /** Of people who are in both. */
  counted_of_both: number,
});

const oneSidedSchema = z.object({
  people: number,
  counted: number,
  /** Why they are not in the other, the most frequent first; everybody is in exactly one. */
  reasons: z.array(
    z.object({
      /** It goes on after "who …". */
      reason: z.string(),
      people: number,
      counted: number,
      /** A few of them. */
      profile_ids: z.array(z.string()),
    }),
  ),
});

/** `polku reconcile ONE OTHER`: who is in both numbers, who in one alone, and why. */
export const numbersResultSchema = z.object({
  one: sideSchema,
  other: sideSchema,
  /** People. */
  both: number,
  only_one: oneSidedSchema,
  only_other: oneSidedSchema,
  snapshot_id: z.string(),
  data_end: z.string().nullable(),
});

export type NumbersResult = z.output<typeof numbersResultSchema>;
export type OneSided = z.output<typeof oneSidedSchema>;

/** `polku people NUMBER`: who is behind a number, by profile id. */
export const peopleResultSchema = z.object({
  name: z.string(),
  /** What is counted, in the plural. */
  unit: z.string(),
  counted: number,
  rows: z.array(z.object({ profile_id: z.string(), counted: number })),
  snapshot_id: z.string(),
  data_end: z.string().nullable(),
});

export type PeopleResult = z.output<typeof peopleResultSchema>;
