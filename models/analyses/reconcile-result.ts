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
