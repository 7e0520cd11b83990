-- ingest_accounting: where every record and event of a run went. Counts are net: a run that displaces or erases a stored event writes stored -1.
-- grain:  run_id, source, origin
-- kind:   table
-- audits: unique(grain)
-- column run_id: the run that counted
-- column source: the configured source
-- column origin: the file and its version, or the topic and partition
-- column records: records read; records = mapped + quarantined_records
-- column mapped: records that gave events
-- column quarantined_records: records set aside whole
-- column received: events that the mapping produced; received = stored + duplicate + superseded + quarantined + erased
-- column stored: events stored
-- column duplicate: events that were stored already, with equal content
-- column superseded: events of which another revision is stored
-- column quarantined: events set aside
-- column erased: events erased
-- column unattributed: stored events that are evidence and belong to no profile
-- column future: stored events later than the end of the data
-- column excluded: stored events that a condition under exclude fits
-- column bytes: bytes read
with

entries as (
    select
        run_id,
        source,
        origin,
        sum(records)::bigint as records,
        sum(mapped)::bigint as mapped,
        sum(quarantined_records)::bigint as quarantined_records,
        sum(received)::bigint as received,
        sum(stored)::bigint as stored,
        sum(duplicate)::bigint as duplicate,
        sum(superseded)::bigint as superseded,
        sum(quarantined)::bigint as quarantined,
        sum(erased)::bigint as erased,
        sum(bytes)::bigint as bytes,
    from accounting_entries
    group by run_id, source, origin
),

stored_events as (
    select
        int_events_named.run_id,
        int_events_named.source,
        int_events_named.origin,
        int_events_named.is_excluded,
        coalesce(int_events_named.occurred_at > cfg_settings().data_end, true) as is_future,
        event_profiles.event_key is not null as is_attributed,
    from int_events_named
    left join event_profiles on int_events_named.event_key = event_profiles.event_key
),

fates as (
    select
        run_id,
        source,
        origin,
        count(*) filter (where not is_future and not is_attributed) as unattributed,
        count(*) filter (where is_future) as future,
        count(*) filter (where is_excluded) as excluded,
    from stored_events
    group by run_id, source, origin
),

final as (
    select
        entries.run_id,
        entries.source,
        entries.origin,
        entries.records,
        entries.mapped,
        entries.quarantined_records,
        entries.received,
        entries.stored,
        entries.duplicate,
        entries.superseded,
        entries.quarantined,
        entries.erased,
        coalesce(fates.unattributed, 0) as unattributed,
        coalesce(fates.future, 0) as future,
        coalesce(fates.excluded, 0) as excluded,
        entries.bytes,
    from entries
    left join fates
        on entries.run_id = fates.run_id and entries.source = fates.source and entries.origin = fates.origin
)

select * from final
