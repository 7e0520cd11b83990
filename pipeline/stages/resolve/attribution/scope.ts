// What attribution looks at: everything, or the events that may belong to another profile now with what they carry.
import type { Session } from "../../../warehouse/session.ts";
import type { Scope } from "../scope.ts";
import { keep, make, makeAll, view } from "../statements.ts";

const sharedCarries = `
  select identifier_key, event_key, occurred_at from id_carries semi join id_shared_members using (identifier_key)`;

const openEverything = async (session: Session): Promise<void> => {
  await view(session, "scope_identity", "select event_key, identifier_key, is_anonymous from event_identity");
  await view(session, "near_identity", "select event_key, identifier_key from event_identity");
  await view(session, "near_pairs", "select * from event_pairs");
  await view(session, "near_members", "select identifier_key, profile_key, sharing from members");
  await view(session, "near_identifiers", "select * from identifiers");
  await view(
    session,
    "scope_devices",
    "select identifier_key from id_shared_members where sharing = 'device'",
  );
  await view(session, "shared_carries", sharedCarries);
  await make(session, "attribution/device_events");
};

/** Each part of a large table is looked for once; nothing is looked for that cannot be there. */
const openEvents = async (session: Session): Promise<void> => {
  const shared = await session.count("select count(*) from id_shared_members");
  await keep(session, "shared_carries", `${sharedCarries} ${shared > 0 ? "" : "limit 0"}`);
  await makeAll(session, [
    "attribution/scope/known_changed",
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
    "near_events",
    "select event_key from id_rejudged_events union select event_key from id_device_events",
  );
  for (const table of ["identity", "pairs"]) {
    await keep(
      session,
      `near_${table}`,
      `select * from event_${table} semi join id_near_events using (event_key)`,
    );
  }
  const carried = `
    select identifier_key from id_near_identity
    union select strongest_key from id_near_pairs
    union select identifier_key from id_near_pairs`;
  await keep(
    session,
    "near_members",
    `select identifier_key, profile_key, sharing
    from members semi join (${carried}) as carried using (identifier_key)`,
  );
  await view(
    session,
    "scope_identity",
    `select event_key, identifier_key, is_anonymous
    from id_near_identity semi join id_rejudged_events using (event_key)`,
  );
};

/** Only events of shared identifiers ask for names. */
const openNames = async (session: Session): Promise<void> => {
  const named = `
    select identifier_key from id_shared_carries semi join id_near_events using (event_key)
    union
    select pairs.identifier_key from id_near_pairs as pairs
    semi join id_shared_carries as shared using (event_key)
    union
    select pairs.strongest_key from id_near_pairs as pairs
    semi join id_shared_carries as shared using (event_key)`;
  const asked = await session.count(`select count(*) from (${named})`);
  await keep(
    session,
    "near_identifiers",
    `select * from identifiers semi join (${named}) as named using (identifier_key) ${asked > 0 ? "" : "limit 0"}`,
  );
};

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
