-- store: the tables of a workspace. Everything else is derived from these and can be rebuilt.

create table store_meta (
    key varchar primary key,
    value varchar not null
);

-- One row per content that was read of a file. A changed file gets the next version and an origin of its own.
create table ingested_files (
    source varchar not null,
    path varchar not null,
    version integer not null,
    origin varchar not null,
    size_bytes bigint not null,
    modified_ns bigint not null,
    sha256 varchar not null,
    -- Records read so far; the next position of a file that only grew.
    records bigint not null,
    ends_with_newline boolean not null,
    is_unreadable boolean not null,
    run_id varchar not null,
);

-- The events that are stored, as the connectors mapped them; (source, event_id) is unique.
-- What the user's configuration says of names, channels and directions is applied when they are read.
create table events (
    event_key bigint not null,
    source varchar not null,
    -- Nearly all differ, and all of them are looked through for those that come again.
    event_id varchar using compression uncompressed not null,
    channel varchar not null,
    event_type varchar not null,
    vendor_event varchar,
    direction varchar not null,
    occurred_at timestamp not null,
    sequence bigint not null,
    revision varchar,
    sent_at timestamp,
    received_at timestamp,
    -- Distinct, sorted by namespace, value; as observed, before normalisation. Null where there are none.
    identifiers struct(namespace varchar, "value" varchar, is_verified boolean)[],
    identity_action varchar not null,
    item varchar,
    campaign varchar,
    value decimal(18, 2),
    currency varchar,
    traits varchar,
    consent varchar,
    properties varchar,
    origin varchar not null,
    position bigint not null,
    run_id varchar not null,
);

-- Events that were evidence and were displaced since the last resolve: what they touched is dirty.
create table displaced_events (
    event_key bigint not null,
    source varchar not null,
    event_id varchar not null,
    occurred_at timestamp not null,
    identifiers struct(namespace varchar, "value" varchar, is_verified boolean)[],
);

create sequence quarantine_ids;

create table quarantine (
    quarantine_id bigint not null default nextval('quarantine_ids'),
    run_id varchar not null,
    source varchar not null,
    origin varchar not null,
    position bigint not null,
    reason varchar not null,
    detail varchar,
    event_id varchar,
    -- The record's own bytes (a row as a JSON object, a conflicting event as its canonical JSON).
    record blob,
    -- `line`, `row`, `file` or `event`: how replay reads it.
    shape varchar not null,
    -- True where the record was set aside whole, false for one event of a record that gives several.
    is_record boolean not null,
);

-- Net counts per run and origin; sums over any set of runs satisfy both equations.
create table accounting_entries (
    run_id varchar not null,
    source varchar not null,
    origin varchar not null,
    records bigint not null,
    mapped bigint not null,
    quarantined_records bigint not null,
    received bigint not null,
    stored bigint not null,
    duplicate bigint not null,
    superseded bigint not null,
    quarantined bigint not null,
    erased bigint not null,
    bytes bigint not null,
);

create table runs (
    run_id varchar not null,
    started_at timestamp not null,
    data_end timestamp,
    snapshot_id varchar,
    -- JSON arrays of {name, seconds, rows}: each stage, and the models that took longest.
    stages varchar,
    models varchar,
    store_bytes bigint,
    snapshot_bytes bigint,
);

-- How identity stood after each run: one row per measure and namespace. Of the last runs.
create table identity_health_runs (
    run_id varchar not null,
    measure varchar not null,
    -- Null where it is measured over all.
    namespace varchar,
    value double not null,
    threshold double,
    is_alarm boolean not null,
);

-- Figures that a snapshot told differently from the one before it; those of snapshots that are kept.
create table restatements (
    snapshot_id varchar not null,
    table_name varchar not null,
    key varchar not null,
    column_name varchar not null,
    value_before varchar,
    value_after varchar,
    cause varchar not null,
    source varchar,
    event_id varchar,
);

-- What stitching changes, counted for the last snapshot.
create table stitching_uplift (
    analysis varchar not null,
    name varchar not null,
    key varchar not null,
    stitched bigint not null,
    unstitched bigint not null,
);
