// Reads quarantined records again with the mapping and limits of today: after a fix, what is good now is stored.
import type { ReplayResult } from "../../models/results.ts";
import { type LoadedConfig, loadConfig } from "../config.ts";
import { onStore } from "../control/on-store.ts";
import { stagePlan } from "./stage-plan.ts";
import { newRunId } from "../run/run-id.ts";
import { commit } from "../stages/deduplicate.ts";
import { dropStaged } from "../stages/land.ts";
import { replayRecords } from "../stages/land/replay-records.ts";
import type { StagePlan } from "../stages/land/stage-plan.ts";
import { plainText } from "../warehouse/plain-value.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { openExistingWorkspace, placesOf } from "../workspace.ts";
import { explainingStorage } from "../workspace/storage-errors.ts";

export interface ReplayOptions {
  /** The configuration file. */
  readonly config: string;
  /** Only this source. */
  readonly source?: string | undefined;
  /** Only records set aside for this reason. */
  readonly reason?: string | undefined;
}

interface ReplayContext {
  readonly warehouse: Warehouse;
  readonly runId: string;
}

/**
 * Replays the kept lines and rows, origin by origin, each in one transaction: its quarantine rows go, new ones
 * come for what is still faulty, and the accounting moves by the difference. Whole files that could not be read are
 * not kept and are tried again by every run; conflicting duplicates stay. The next run takes in what was stored.
 */
export const replayQuarantine = (options: ReplayOptions): Promise<ReplayResult> =>
  onStore("quarantine.replay", { ...options }, async () => {
    const loaded = await loadConfig(options.config);
    return explainingStorage(placesOf(loaded), () => replayAll(loaded, options));
  });

const replayAll = async (loaded: LoadedConfig, options: ReplayOptions): Promise<ReplayResult> => {
  const workspace = await openExistingWorkspace(loaded);
  const context = { warehouse: workspace.warehouse, runId: newRunId(BigInt(Date.now()) * 1000n) };
  const total = { replayed: 0, mapped: 0, quarantined_records: 0 };
  try {
    await context.warehouse.prepareMapping();
    for (const source of loaded.config.sources) {
      if (options.source !== undefined && options.source !== source.name) continue;
      const plan = await stagePlan(source, loaded);
      for (const origin of await quarantinedOrigins(context, source.name, options.reason)) {
        const part = await replayOrigin(context, plan, origin, options.reason);
        total.replayed += part.replayed;
        total.mapped += part.mapped;
        total.quarantined_records += part.quarantined_records;
      }
    }
    return total;
  } finally {
    await workspace.close();
  }
};

const quarantinedOrigins = async (
  { warehouse: { writer } }: ReplayContext,
  source: string,
  reason: string | undefined,
): Promise<string[]> => {
  const rows = await writer.rows(
    `select distinct origin from quarantine
    where source = $1 and shape in ('line', 'row') and ($2::varchar is null or reason = $2) order by origin`,
    [source, reason ?? null],
  );
  return rows.map((row) => plainText(row["origin"]));
};

const replayOrigin = async (
  context: ReplayContext,
  plan: StagePlan,
  origin: string,
  reason: string | undefined,
): Promise<ReplayResult> => {
  const { writer } = context.warehouse;
  const source = plan.source.name;
  // A record goes whole: every quarantine row at its position is replaced.
  await writer.run(
    `create or replace temp table replayed as
    select quarantine_id, position, record, shape, is_record from quarantine
    where source = $1 and origin = $2 and shape in ('line', 'row')
    and position in (
        select position from quarantine
        where source = $1 and origin = $2 and ($3::varchar is null or reason = $3)
    )`,
    [source, origin, reason ?? null],
  );
  const before = await writer.count("select count(distinct position) from replayed where is_record");
  const events = await writer.count("select count(*) from replayed where not is_record");
  const staged = await replayRecords(
    writer,
    "select position, any_value(record) as record, any_value(shape) as shape from replayed group by position",
    plan,
  );
  const { records, quarantinedRecords, eventsTable, faultsTable } = staged;
  const content = {
    origin,
    firstPosition: 0,
    positionShift: 0,
    bytesRead: 0,
    // Counted when they were first read; only their verdicts change.
    records: 0,
    quarantinedRecords: quarantinedRecords - before,
    receivedFaulty: staged.receivedFaulty - events,
  };
  const batch = { eventsTable, faultsTable, files: [content] };
  await commit(context, source, [batch], async () => {
    await writer.run("delete from quarantine where quarantine_id in (select quarantine_id from replayed)");
  });
  await dropStaged(writer, [batch]);
  return { replayed: records, mapped: records - quarantinedRecords, quarantined_records: quarantinedRecords };
};
