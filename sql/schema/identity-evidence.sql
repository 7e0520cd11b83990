-- identity-evidence: the events of the evidence as identity reads them: normalised, interned, each a star around its
-- strongest identifier. Everything here can be read again from the events.

-- One row per event of the evidence with a usable identifier: its strongest.
create table event_identity (
    event_key bigint not null,
    occurred_at timestamp not null,
    identifier_key integer not null,
    is_verified boolean not null,
    is_anonymous boolean not null,
);

-- One row per other usable identifier of an event: the star that links it with the strongest.
create table event_pairs (
    event_key bigint not null,
    occurred_at timestamp not null,
    strongest_key integer not null,
    identifier_key integer not null,
    is_verified boolean not null,
    is_both_verified boolean not null,
    is_join boolean not null,
    is_conflicting boolean not null,
    is_denied boolean not null,
);

-- Values of known namespaces that are no identifier, and the events that carry them.
create table unusable_values (
    value_key integer not null,
    namespace varchar not null,
    "value" varchar not null,
    reason varchar not null,
    first_event_key bigint not null,
);

create table event_unusable_values (
    event_key bigint not null,
    occurred_at timestamp not null,
    value_key integer not null,
);

-- Values of kind household that an event carries. They link nobody; is_denied: consent forbids to draw on them.
create table event_households (
    event_key bigint not null,
    occurred_at timestamp not null,
    household_key integer not null,
    is_denied boolean not null,
);

-- Stored events that are later than the end of data.
create table future_events (
    event_key bigint not null,
);

-- Events of the evidence that speak of the purpose.
create table consent_events (
    event_key bigint not null,
    is_granted boolean not null,
);
