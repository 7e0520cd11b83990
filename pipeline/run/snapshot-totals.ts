// The few numbers that tell what a snapshot holds.
import { eventUnits } from "../snapshots/analysis-tables.ts";
import type { DataEnd, RunContext } from "./run-context.ts";

export interface SnapshotTotals {
  /** Evidence that belongs to no profile. */
  readonly unattributed: number;
  /** Stored, but later than the data end. */
  readonly future: number;
  readonly profiles: number;
  readonly known_profiles: number;
  /** Distinct most local identifiers of attributed events: how many people there would seem to be unstitched. */
  readonly profiles_without_stitching: number;
}

export const noTotals: SnapshotTotals = {
  unattributed: 0,
  future: 0,
  profiles: 0,
  known_profiles: 0,
  profiles_without_stitching: 0,
};

/** Counts in the writer's session, in which the table {@link eventUnits} is there. */
export const snapshotTotals = async (
  { warehouse: { writer } }: RunContext,
  dataEnd: DataEnd,
): Promise<SnapshotTotals> => {
  const evidence = await writer.count(
    "select count(*) from events where occurred_at <= make_timestamp($1::bigint)",
    [dataEnd],
  );
  const attributed = await writer.count("select count(*) from event_profiles");
  return {
    unattributed: evidence - attributed,
    future: (await writer.count("select count(*) from events")) - evidence,
    profiles: await writer.count("select count(*) from profiles"),
    known_profiles: await writer.count("select count(*) from profiles where is_known"),
    profiles_without_stitching: await writer.count(
      `select count(distinct coalesce(local.unit_key, strongest.identifier_key))
      from event_identity as strongest
      semi join event_profiles using (event_key)
      left join ${eventUnits} as local using (event_key)`,
    ),
  };
};
