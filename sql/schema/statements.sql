-- statements: what people decided about identity, beside what events say. Evidence: rows are added, never changed and
-- never removed.

-- statement_id is a digest of the rest. Identifiers as they are compared; a join and a split have two, in the order of
-- their names, a block and an unblock one, an undo none.
create table statements (
    statement_id varchar not null,
    kind varchar not null,
    namespace_a varchar,
    value_a varchar,
    namespace_b varchar,
    value_b varchar,
    -- Of an undo: the statement that it takes back.
    undoes varchar,
    author varchar not null,
    "at" timestamp not null,
    reason varchar not null,
);

-- What the statements came to when identities were resolved last: one row for each pair and for each value.
create table stated_pairs (
    namespace_a varchar not null,
    value_a varchar not null,
    namespace_b varchar not null,
    value_b varchar not null,
    is_split boolean not null,
    "at" timestamp not null,
    statement_id varchar not null,
);

-- is_blocked: false where a value that the configuration blocks is let through.
create table stated_values (
    namespace varchar not null,
    "value" varchar not null,
    is_blocked boolean not null,
    statement_id varchar not null,
);
