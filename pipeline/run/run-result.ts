// What a run did and what stands now, as `polku run --json` prints it.
import { join } from "node:path";
import type { RunResult } from "../../models/results.ts";
import type { Published } from "./published.ts";
import type { RunContext } from "./run-context.ts";
import type { StageTime } from "./stage-clock.ts";
import { isoFromMicros } from "../warehouse/plain-value.ts";

const counts = [
  "records",
  "mapped",
  "quarantined_records",
  "received",
  "stored",
  "duplicate",
  "superseded",
  "quarantined",
  "erased",
] as const;

/** Counts per source of this run; the rest describes the snapshot. */
export const runResult = async (
  context: RunContext,
  published: Published,
  stages: readonly StageTime[],
  warnings: readonly string[],
): Promise<RunResult> => {
  const { writer } = context.warehouse;
  const entries = await writer.rows(
    `select source, ${counts.map((name) => `sum(${name})::bigint as ${name}`).join(", ")}
    from accounting_entries where run_id = $1 group by source`,
    [context.runId],
  );
  return {
    run_id: context.runId,
    snapshot_id: published.snapshotId,
    snapshot_dir: join(context.workspace, "snapshots", published.snapshotId),
    data_end: published.dataEnd === "" ? null : isoFromMicros(BigInt(published.dataEnd)),
    sources: context.config.sources.map(({ name }) => {
      const row = entries.find((entry) => entry["source"] === name);
      return { name, ...countsOf((column) => Number(row?.[column] ?? 0)) };
    }),
    ...published.totals,
    audits: published.audits,
    stages: [...stages],
    warnings: [...warnings],
  };
};

const countsOf = (value: (name: (typeof counts)[number]) => number) => ({
  records: value("records"),
  mapped: value("mapped"),
  quarantined_records: value("quarantined_records"),
  received: value("received"),
  stored: value("stored"),
  duplicate: value("duplicate"),
  superseded: value("superseded"),
  quarantined: value("quarantined"),
  erased: value("erased"),
});
