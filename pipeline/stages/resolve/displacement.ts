// Takes back what is no longer evidence: everything in a full resolve, else the displaced events; and notes
// what they touched before it is gone.
import type { Session } from "../../warehouse/session.ts";
import type { Scope } from "./scope.ts";

const derived = [
  "event_identity",
  "event_pairs",
  "event_unusable_values",
  "event_households",
  "unusable_values",
  "consent_events",
  "identifier_facts",
  "links",
  "refused_pairs",
  "shared_values",
  "link_refusals",
  "members",
  "device_owners",
  "owned_events",
  "profiles",
  "event_profiles",
];

const perEvent = [
  "event_identity",
  "event_pairs",
  "event_unusable_values",
  "event_households",
  "consent_events",
];

/** Who held what before: read by the history, and to tell which profiles are dirty. */
const keepEarlier = async (session: Session): Promise<void> => {
  await session.run(
    `create or replace temp table id_earlier_members as
    select
      facts.identifier_key,
      case when members.identifier_key is null then facts.identifier_key else members.profile_key end as profile_key,
      members.sharing,
    from identifier_facts as facts
    left join members using (identifier_key)`,
  );
  await session.run(
    "create or replace temp table id_earlier_profiles as select profile_key, profile_id, is_known from profiles",
  );
};

const takeBackAll = async (session: Session): Promise<void> => {
  await keepEarlier(session);
  await session.run(derived.map((table) => `delete from ${table}`).join(";\n"));
};

/** The tables that note what new, displaced and newly judged events touch. */
const openTouched = async (session: Session): Promise<void> => {
  await session.run(
    `create or replace temp table id_touched_identifiers (identifier_key integer);
    create or replace temp table id_lost_identifiers (identifier_key integer);
    create or replace temp table id_touched_pairs (a_key integer, b_key integer);
    create or replace temp table id_touched_speakers (identifier_key integer);
    create or replace temp table id_touched_unusable (value_key integer)`,
  );
};

/** Notes what the events of a relation with an `event_key` touch. */
export const touchEvents = async (session: Session, events: string): Promise<void> => {
  await session.run(
    `insert into id_touched_identifiers
    select distinct identifier_key from id_carries semi join ${events} using (event_key)`,
  );
  await session.run(
    `insert into id_touched_unusable
    select distinct value_key from event_unusable_values semi join ${events} using (event_key)`,
  );
  await session.run(
    `insert into id_touched_speakers
    select distinct identifier_key from id_carries
    semi join consent_events using (event_key)
    semi join ${events} using (event_key)`,
  );
  await touchPairs(session, events);
};

export const touchPairs = async (session: Session, events: string): Promise<void> => {
  await session.run(
    `insert into id_touched_pairs
    select distinct strongest_key, identifier_key from event_pairs semi join ${events} using (event_key)`,
  );
};

const takeBackDisplaced = async (session: Session): Promise<void> => {
  await openTouched(session);
  if ((await session.count("select count(*) from displaced_events")) === 0) return;
  await touchEvents(session, "displaced_events");
  // What an identifier lost cannot be taken off its facts; what it gains can be added.
  await session.run("insert into id_lost_identifiers from id_touched_identifiers");
  for (const table of perEvent) {
    await session.run(`delete from ${table} where event_key in (select event_key from displaced_events)`);
  }
};

/** After this the tables of the evidence hold no event that is not evidence any more. */
export const takeBack = (session: Session, scope: Scope): Promise<void> =>
  scope.isFull ? takeBackAll(session) : takeBackDisplaced(session);
