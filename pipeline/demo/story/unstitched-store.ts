// The same events, had nobody stitched them: every event belongs to its own most local identifier. A second store
// in memory is built from it by the very models that build the first, so that the two can be compared.
import type { RunResult } from "../../../models/results.ts";
import type { LoadedConfig } from "../../config.ts";
import type { StageReporter } from "../../run/run-context.ts";
import { build } from "../../stages/build.ts";
import { quotedText } from "../../warehouse/quoting.ts";
import type { Session } from "../../warehouse/session.ts";
import { Warehouse } from "../../warehouse/warehouse.ts";
import { engineSettings, storeFile } from "../../workspace.ts";
import { prepareStore } from "../../workspace/store-schema.ts";

const silent: StageReporter = { begin: () => undefined, advance: () => undefined, end: () => undefined };

/** The most local identifier is the one whose namespace has the highest rank number; then namespace, value. */
const unitsSql = `create table units as
  with carried as (
      select event_key, identifier_key from stitched.event_identity
      union
      select event_key, identifier_key from stitched.event_pairs
  )
  select event_key, min_by(identifier_key, (-rank, namespace, value)) as unit_key
  from carried
  inner join stitched.identifiers using (identifier_key)
  semi join stitched.event_profiles using (event_key)
  group by event_key`;

const identitySql = `insert into event_profiles
  select units.event_key, units.unit_key, units.unit_key, event_profiles.is_anonymous
  from units inner join stitched.event_profiles using (event_key);
insert into profiles
  select identifier_key, 'u_' || md5(namespace || chr(31) || value), kind = 'person', 1, (kind = 'person')::bigint
  from stitched.identifiers
  where identifier_key in (select unit_key from units);
insert into identifiers select * from stitched.identifiers`;

const microseconds = (iso: string | null): bigint | null =>
  iso === null ? null : BigInt(Date.parse(iso)) * 1000n;

/**
 * A store in memory with the tables of journeys, unstitched, of the same events and the same data end. Beside it,
 * the schema `stitched_tables` has the tables of the snapshot that are compared. Nobody may have the workspace
 * open. Close it after use.
 */
export const openUnstitchedStore = async (loaded: LoadedConfig, run: RunResult): Promise<Warehouse> => {
  const warehouse = await Warehouse.open(":memory:", engineSettings(loaded));
  await prepareStore(warehouse, ":memory:");
  const { writer } = warehouse;
  await writer.run(`attach ${quotedText(storeFile(loaded.workspace))} as stitched (read_only)`);
  await writer.run("insert into events select * from stitched.events");
  await writer.run(unitsSql);
  await writer.run(identitySql);
  await writer.run("detach stitched");
  const context = {
    warehouse,
    config: loaded.config,
    folder: loaded.folder,
    workspace: loaded.workspace,
    namespaces: loaded.namespaces,
    secret: Buffer.alloc(0),
    runId: run.run_id,
    reporter: silent,
  };
  await build(context, microseconds(run.data_end), { isFull: true });
  await addSnapshot(writer, run.snapshot_dir);
  return warehouse;
};

const compared = ["fct_journeys", "fct_journey_steps", "fct_paths", "fct_drop_offs"] as const;

const addSnapshot = async (session: Session, folder: string): Promise<void> => {
  await session.run("create schema stitched_tables");
  for (const table of compared) {
    const file = quotedText(`${folder}/${table}.parquet`);
    await session.run(`create view stitched_tables.${table} as select * from read_parquet(${file})`);
  }
};
