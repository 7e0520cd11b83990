// Stages what arrived in a stream of one source: the same mapping and screening as for a file. A record on which the
// mapping itself fails is found by halving and set aside; the others go on.
import type { Arrival } from "../../../connectors/transports/stream-input.ts";
import type { RecordBlock } from "../../../connectors/transports/files/records/record-block.ts";
import { PolkuError } from "../../../models/errors.ts";
import type { Session } from "../../warehouse/session.ts";
import { needsWholeFile } from "../map.ts";
import type { StagedBatch, StagedContent } from "../staged-file.ts";
import { arrivalBlock } from "./arrival-block.ts";
import { blockParameters, blockRecords, noRecords } from "./records/record-queries.ts";
import { insertFaults } from "./records/record-faults.ts";
import { jsonShape } from "./records/record-shape.ts";
import { faultCounts } from "./small-files.ts";
import type { StagePlan } from "./stage-plan.ts";
import { mapWhole, settled, stageBlock, type Staging } from "./stage-records.ts";
import { createTables, dropTables, type StagedTables, tidyTables } from "./staged-tables.ts";

export type StagedArrivals = StagedBatch<StagedContent>;

/**
 * Maps and screens records of one source. Where the mapping fails on all of them it is tried on halves, `attempts`
 * times on a single record, which is then set aside as `mapping_failed`. Throws nothing that a record could cause.
 */
export const stageArrivals = async (
  session: Session,
  arrivals: readonly Arrival[],
  plan: StagePlan,
  attempts: number,
): Promise<StagedArrivals[]> => {
  try {
    return [await stageTogether(session, arrivals, plan)];
  } catch (error) {
    if (!(error instanceof PolkuError) || error.code !== "mapping_failed") throw error;
    const records = arrivals.reduce((sum, arrival) => sum + arrival.records.length, 0);
    if (records > 1) {
      const staged: StagedArrivals[] = [];
      for (const half of halves(arrivals, records >> 1)) {
        staged.push(...(await stageArrivals(session, half, plan, attempts)));
      }
      return staged;
    }
    return attempts > 1
      ? stageArrivals(session, arrivals, plan, attempts - 1)
      : [await stagePoison(session, arrivals, plan, error)];
  }
};

const halves = (arrivals: readonly Arrival[], records: number): Arrival[][] => {
  const first: Arrival[] = [];
  const second: Arrival[] = [];
  let left = records;
  for (const arrival of arrivals) {
    const part = (from: number, to: number): Arrival => ({
      ...arrival,
      positions: arrival.positions.slice(from, to),
      records: arrival.records.slice(from, to),
    });
    const taken = Math.min(left, arrival.records.length);
    if (taken > 0) first.push(part(0, taken));
    if (taken < arrival.records.length) second.push(part(taken, arrival.records.length));
    left -= taken;
  }
  return [first, second];
};

const stageTogether = (
  session: Session,
  arrivals: readonly Arrival[],
  plan: StagePlan,
): Promise<StagedArrivals> =>
  inTables(session, async (tables) => {
    const { block, contents } = arrivalBlock(arrivals, plan.limits);
    const isWhole = needsWholeFile({ mapping: plan.mapping, shape: jsonShape });
    const staging = { session, tables, plan, origin: contents[0]?.origin ?? "a stream" };
    if (isWhole) await stageWhole({ ...staging, sessions: [session], onRead: () => undefined }, block);
    else await stageBlock(staging, block, jsonShape);
    return contents;
  });

/** Where the mapping has to see all records at once: their keys become columns. */
const stageWhole = async (staging: Staging, block: RecordBlock): Promise<void> => {
  const { sessions, tables } = staging;
  const [session] = sessions;
  await session.run(`create table ${tables.records} as with ${noRecords(jsonShape)} from records`);
  await insertFaults(session, tables.faults, block.faults, jsonShape);
  await session.run(
    `insert into ${tables.records} by name with ${blockRecords(jsonShape)} from records`,
    blockParameters(jsonShape, block),
  );
  await mapWhole(staging, jsonShape, block.places);
  await settled(session, tables, jsonShape);
};

/** A record that no attempt could map. */
const stagePoison = (
  session: Session,
  arrivals: readonly Arrival[],
  plan: StagePlan,
  error: PolkuError,
): Promise<StagedArrivals> =>
  inTables(session, async (tables) => {
    const { contents } = arrivalBlock(arrivals, plan.limits);
    const bytes = arrivals.find((arrival) => arrival.records.length > 0)?.records[0] ?? Buffer.alloc(0);
    const detail = String(error.details["problem"] ?? "").replaceAll("\n", " ");
    await insertFaults(
      session,
      tables.faults,
      [{ position: 1, reason: "mapping_failed", detail, bytes }],
      jsonShape,
    );
    return contents;
  });

/** Fills new tables, and counts what was set aside for each content; where it fails, nothing stays. */
const inTables = async (
  session: Session,
  fill: (tables: StagedTables) => Promise<readonly StagedContent[]>,
): Promise<StagedArrivals> => {
  const tables = await createTables(session);
  try {
    const contents = await fill(tables);
    await tidyTables(session, tables);
    const counts = await faultCounts(session, tables.faults, contents);
    const files = contents.map((content, index) => ({ ...content, ...counts[index] }));
    return { eventsTable: tables.events, faultsTable: tables.faults, files };
  } catch (error) {
    await dropTables(session, tables);
    throw error;
  }
};
