// Stores one micro-batch: verdicts, events, identity and offsets in one transaction of the writer. Afterwards the offsets
// are read back, for only what can be read back is stored.
import { faultPoint } from "../fault-point.ts";
import type { Resolution } from "../run.ts";
import type { RunContext } from "../run/run-context.ts";
import { commit } from "../stages/deduplicate.ts";
import type { StoredIds } from "../stages/deduplicate/stored-ids.ts";
import type { IdentifierKeys } from "../stages/resolve/evidence/identifier-keys.ts";
import { resolve } from "../stages/resolve.ts";
import { storedEnd } from "./stored-end.ts";
import type { StagedBatchOfStream } from "./stage-batch.ts";
import { checkStored, writeGaps, writeOffsets } from "./stream-offsets.ts";

/** What became of the events of a micro-batch. */
export interface BatchCounts {
  readonly records: number;
  readonly events: number;
  readonly stored: number;
  readonly quarantinedRecords: number;
  /** Events that were set aside because another content is stored under their id. */
  readonly conflicting: number;
}

export interface StoredBatch {
  readonly counts: BatchCounts;
  readonly resolved: Resolution;
}

/** What is kept from batch to batch, so that a small one need not look through all that is stored. */
export interface Remembered {
  readonly ids: StoredIds;
  readonly keys: IdentifierKeys;
}

/** Throws where it is not stored; then nothing of it is. */
export const storeBatch = async (
  context: RunContext,
  batch: StagedBatchOfStream,
  { ids, keys }: Remembered,
): Promise<StoredBatch> => {
  const { writer } = context.warehouse;
  const stored = await writer.transaction(async () => {
    const counts = await storeEvents(context, batch, ids);
    await writeGaps(writer, context.runId, batch.gaps);
    await writeOffsets(writer, batch.progress);
    faultPoint("stream-transaction");
    const options = { isFull: false, isCounted: false, keys };
    const resolved = await resolve(context, await storedEnd(writer), options);
    faultPoint("stream-commit");
    return { counts, resolved };
  });
  faultPoint("stream-committed");
  await checkStored(writer, batch.progress);
  return stored;
};

const storeEvents = async (
  context: RunContext,
  batch: StagedBatchOfStream,
  ids: StoredIds,
): Promise<BatchCounts> => {
  let [events, stored, quarantinedRecords, conflicting] = [0, 0, 0, 0];
  for (const { source, batches } of batch.staged) {
    const counts = await commit(context, source, batches, async () => undefined, ids);
    events += counts.events;
    stored += counts.stored;
    conflicting += counts.conflicting;
    for (const { files } of batches) {
      quarantinedRecords += files.reduce((sum, file) => sum + file.quarantinedRecords, 0);
    }
  }
  return { records: batch.records, events, stored, quarantinedRecords, conflicting };
};
