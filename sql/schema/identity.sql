-- identity: who is who. Everything here is derived from events and can be resolved again, but the history.
-- Keys are dense integers that never leave the store.

-- Keyed hashes, and values of which each stands once, are not compressed: looking for the best way takes longer than
-- writing them, and little is won.

-- The interface to the journeys: identifiers, event_profiles, profiles, dirty_profiles.

-- Usable identifiers, normalised, interned once. namespace_order: place of its namespace by rank, then name.
create table identifiers (
    identifier_key integer not null,
    namespace varchar not null,
    "value" varchar using compression uncompressed not null,
    kind varchar not null,
    rank integer not null,
    namespace_order integer not null,
);

-- One row per attributed event; identifier_key is the one it was matched by.
create table event_profiles (
    event_key bigint not null,
    profile_key integer not null,
    identifier_key integer not null,
    is_anonymous boolean not null,
);

-- profile_key is the identifier_key of the anchor.
create table profiles (
    profile_key integer not null,
    profile_id varchar using compression uncompressed not null,
    is_known boolean not null,
    identifiers bigint not null,
    person_identifiers bigint not null,
);

-- Profiles, by old and new key, whose rows may have changed since they were last built.
create table dirty_profiles (
    profile_key integer not null,
);

-- What follows from the evidence.

create table identifier_facts (
    identifier_key integer not null,
    events bigint not null,
    first_seen_at timestamp not null,
    last_seen_at timestamp not null,
    first_event_key bigint not null,
    is_verified boolean not null,
    is_person boolean not null,
);

create table links (
    a_key integer not null,
    b_key integer not null,
    events bigint not null,
    first_seen_at timestamp not null,
    last_seen_at timestamp not null,
    first_event_key bigint not null,
    is_join boolean not null,
    joined_at timestamp,
    is_both_verified boolean not null,
);

-- Pairs that conflicting or denied events would have linked.
create table refused_pairs (
    rule varchar not null,
    a_key integer not null,
    b_key integer not null,
    first_event_key bigint not null,
);

create table shared_values (
    identifier_key integer not null,
    persons bigint not null,
    max_profiles bigint not null,
);

-- Links that the policy refused.
create table link_refusals (
    a_key integer not null,
    b_key integer not null,
    rule varchar not null,
    detail varchar,
);

-- Linked identifiers only: one without a row here is a component and a profile of its own.
-- profile_key is null where the identifier is shared; sharing says by which rule (value, device).
create table members (
    identifier_key integer not null,
    component_key integer not null,
    profile_key integer,
    sharing varchar,
);

-- Who owned a shared device, and when: [valid_from, valid_to), the last one open.
create table device_owners (
    identifier_key integer not null,
    profile_key integer not null,
    valid_from timestamp not null,
    valid_to timestamp,
);

-- Ids that nobody holds now, and the anchor by which they can be followed.
create table retired_profiles (
    profile_id varchar not null,
    namespace varchar not null,
    "value" varchar not null,
);

create table identity_changes (
    change_number bigint not null,
    cause varchar not null,
    profile_id varchar using compression uncompressed not null,
    other_profile_id varchar,
    source varchar,
    event_id varchar using compression uncompressed,
    run_id varchar not null,
);

-- Events that carry nothing but shared devices, with whom each mode of attribution gives them to: the owners of the
-- strongest device on which somebody was authenticated.
create table owned_events (
    event_key bigint not null,
    identifier_key integer not null,
    valid_at_event integer not null,
    last_authenticated integer not null,
    first_known integer not null,
);

-- Values of kind household, normalised, interned once, with the id of the household that they may make.
create table household_values (
    household_key integer not null,
    namespace varchar not null,
    "value" varchar using compression uncompressed not null,
    household_id varchar using compression uncompressed not null,
);

-- Namespaces of kind household: the profiles that may carry one value.
create table household_rules (
    namespace varchar not null,
    max_profiles integer not null,
);
