// Versions of a few events as staged batches: what a commit is handed.
import type { StagedBatch, StagedFile } from "../../../../pipeline/stages/staged-file.ts";
import type { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";

export interface Version {
  readonly event_id: string;
  readonly revision: string | null;
  readonly item: string;
  /** Written with its keys in this order: never a part of the content. */
  readonly isReversed?: boolean;
}

let staged = 0;

export const stageVersions = async (
  { writer }: Warehouse,
  versions: readonly Version[],
): Promise<StagedBatch> => {
  staged += 1;
  const eventsTable = `staging.events_${staged}`;
  const faultsTable = `staging.faults_${staged}`;
  await writer.run(
    `create table ${eventsTable} as select * exclude (event_key, source, origin, run_id), null::varchar as reason from events limit 0`,
  );
  await writer.run(
    `create table ${faultsTable} (position bigint, reason varchar, detail varchar, event_id varchar, record blob, shape varchar, is_record boolean)`,
  );
  const rows = versions.map(({ isReversed, ...version }, index) => ({
    ...version,
    properties: isReversed === true ? '{"b": 2, "a":1}' : '{"a":1,"b":2}',
    position: index + 1,
  }));
  await writer.run(
    `insert into ${eventsTable} by name
    with versions as (
        select unnest(from_json($1, '[{"event_id": "varchar", "revision": "varchar", "item": "varchar",
            "properties": "varchar", "position": "bigint"}]'), recursive := true)
    )
    select *, 'web' as channel, 'page_viewed' as event_type, 'inbound' as direction,
    timestamp '2026-01-01' as occurred_at, 0 as sequence, 'observed' as identity_action from versions`,
    [JSON.stringify(rows)],
  );
  const file: StagedFile = {
    path: `file-${staged}`,
    origin: `file-${staged}`,
    sizeBytes: 1,
    modifiedNs: 0n,
    sha256: "",
    endsWithNewline: true,
    isUnreadable: false,
    recordsThrough: versions.length,
    bytesRead: 1,
    records: versions.length,
    quarantinedRecords: 0,
    receivedFaulty: 0,
    firstPosition: 0,
    positionShift: 0,
  };
  return { eventsTable, faultsTable, files: [file] };
};

export const page = (
  event_id: string,
  revision: string | null,
  item: string,
  isReversed = false,
): Version => ({
  event_id,
  revision,
  item,
  isReversed,
});
