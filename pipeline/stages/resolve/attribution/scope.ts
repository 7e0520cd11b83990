// What attribution looks at: everything, or the events that may belong to another profile now with what they carry.
import type { Session } from "../../../warehouse/session.ts";
import type { Scope } from "../scope.ts";
import { keep, make, makeAll, view } from "../statements.ts";

/** Of what carries something shared, nearly nothing as a rule, all that it carries; of the others only whose they are. */
const openEverything = async (session: Session): Promise<void> => {
  await view(session, "scope_identity", "select event_key, identifier_key, is_anonymous from event_identity");
  await view(session, "holding_members", "from members");
  await view(
    session,
    "scope_devices",
    "select identifier_key from id_shared_members where sharing = 'device'",
  );
  await keep(
    session,
    "shared_carries",
    `select identifier_key, event_key, occurred_at
    from id_carries semi join id_shared_members using (identifier_key)`,
  );
  for (const table of ["identity", "pairs"]) {
    await keep(
      session,
      `near_${table}`,
      `select * from event_${table} semi join id_shared_carries using (event_key)`,
    );
  }
  const carried = `
    select identifier_key from id_near_identity
    union select strongest_key from id_near_pairs
    union select identifier_key from id_near_pairs`;
  for (const table of ["members", "identifiers"]) {
    await keep(
      session,
      `near_${table}`,
      `select * from ${table} semi join (${carried}) as carried using (identifier_key)`,
    );
  }
  await make(session, "attribution/device_events");
};

/** Of everything, leaves the events that carry something shared: all others are attributed. */
export const narrowToNear = async (session: Session): Promise<void> => {
  await view(
    session,
    "scope_identity",
    "select event_key, identifier_key, is_anonymous from id_near_identity",
  );
  await view(session, "holding_members", "from id_near_members");
};

/**
 * Each part of a large table is looked for once. The events of an identifier that is neither shared nor held in another
 * way stay with whom they are; of the others only those that carry something shared ask for all that they carry.
 */
const openEvents = async (session: Session): Promise<void> => {
  await make(session, "attribution/scope/known_changed");
  await keep(
    session,
    "near_identity",
    `select event_key, occurred_at, identifier_key, is_anonymous from event_identity
    semi join (
      select identifier_key from id_known_changed union select identifier_key from id_shared_members
    ) as looked_for using (identifier_key)`,
  );
  await keep(
    session,
    "shared_carries",
    `select identifier_key, event_key, occurred_at
    from id_near_identity semi join id_shared_members using (identifier_key)
    union all
    select identifier_key, event_key, occurred_at
    from event_pairs semi join id_shared_members using (identifier_key)`,
  );
  await keep(
    session,
    "shared_pairs",
    `select event_key, strongest_key, identifier_key, is_conflicting, is_denied
    from event_pairs semi join id_shared_carries using (event_key)`,
  );
  await makeAll(session, [
    "attribution/scope/affected_events",
    "attribution/scope/dirty_devices",
    "attribution/scope/rejudged_events",
    "attribution/scope/rejudged_devices",
  ]);
};

const openNear = async (session: Session): Promise<void> => {
  await view(session, "scope_devices", "select identifier_key from id_rejudged_devices");
  await make(session, "attribution/device_events");
  await keep(
    session,
    "near_pairs",
    `select * from id_shared_pairs
    semi join (
      select event_key from id_rejudged_events union select event_key from id_device_events
    ) as near using (event_key)`,
  );
  await keep(
    session,
    "scope_identity",
    `select event_key, identifier_key, is_anonymous from event_identity semi join id_new_events using (event_key)
    union all
    select event_key, identifier_key, is_anonymous from id_near_identity
    semi join id_rejudged_events using (event_key) anti join id_new_events using (event_key)`,
  );
  await openNearMembers(session);
  await view(session, "holding_members", "from id_near_members");
};

/** Who holds what is carried: most of it is in scope or shared, and known; the rest, if any, is looked for. */
const openNearMembers = async (session: Session): Promise<void> => {
  await keep(
    session,
    "carried_keys",
    `select identifier_key from id_scope_identity
    union select identifier_key from id_shared_carries
    union select strongest_key from id_near_pairs
    union select identifier_key from id_near_pairs`,
  );
  const columns = "select identifier_key, profile_key, sharing";
  await keep(
    session,
    "near_members",
    `${columns} from id_known_members semi join id_carried_keys using (identifier_key)
    union all
    ${columns} from id_shared_members semi join id_carried_keys using (identifier_key)
    anti join id_dirty_identifiers using (identifier_key)`,
  );
  await keep(
    session,
    "distant_keys",
    `from id_carried_keys anti join id_dirty_identifiers using (identifier_key)
    anti join id_shared_members using (identifier_key)`,
  );
  if ((await session.count("select count(*) from id_distant_keys")) === 0) return;
  await session.run(
    `insert into id_near_members ${columns} from members semi join id_distant_keys using (identifier_key)`,
  );
};

/** Only events of shared identifiers ask for names. */
const openNames = (session: Session): Promise<void> =>
  keep(
    session,
    "near_identifiers",
    `select * from identifiers
    semi join (
      select device_key as identifier_key from id_device_events
      union select strongest_key from id_near_pairs
      union select identifier_key from id_near_pairs
    ) as named using (identifier_key)`,
  );

export const openAttribution = async (session: Session, scope: Scope): Promise<void> => {
  await keep(
    session,
    "shared_members",
    "select identifier_key, profile_key, sharing from members where sharing is not null",
  );
  if (scope.isFull) return openEverything(session);
  await openEvents(session);
  await openNear(session);
  return openNames(session);
};
