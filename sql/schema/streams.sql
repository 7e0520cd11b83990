-- streams: how far each stream of records is stored. Written in the transaction of the records, read when a stream starts.

-- `stream` names a partition or the journal: `kafka:<topic>/<partition>` or `journal`.
create table stream_offsets (
    stream varchar primary key,
    -- Everything before it is stored.
    next_position bigint not null,
    -- By what a topic is recognised that was made anew; null where the stream cannot be.
    mark varchar,
);

-- Positions that were gone before they could be read.
create table stream_gaps (
    stream varchar not null,
    from_position bigint not null,
    -- The first position after the gap.
    to_position bigint not null,
    reason varchar not null,
    run_id varchar not null,
    noticed_at timestamp not null,
);
