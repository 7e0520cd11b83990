// Gives each event to a profile: that of its strongest unshared identifier, else the owner of its shared device.
import type { Session } from "../../warehouse/session.ts";
import { narrowToNear, openAttribution } from "./attribution/scope.ts";
import type { Scope } from "./scope.ts";
import { insertInto, keep, make, makeAll } from "./statements.ts";
import { attributePlain } from "./whole/attribution.ts";

/** Of an event that is not judged again, not all of its devices are in scope. */
const keepOwnedEvents = async (session: Session, scope: Scope): Promise<void> => {
  if (scope.isFull) {
    await session.run("insert into owned_events by name from id_mode_owners");
    return;
  }
  await session.run(
    `delete from owned_events where event_key in (select event_key from id_rejudged_events);
    insert into owned_events by name from id_mode_owners semi join id_rejudged_events using (event_key)`,
  );
};

/** Where nothing is shared, as in most small worlds, what is found is known before it is planned. */
const nothingOwned = `
  create or replace temp table id_owner_stretches (
    identifier_key integer, profile_key integer, valid_from timestamp, valid_to timestamp
  );
  create or replace temp table id_mode_owners (
    event_key bigint, identifier_key integer, valid_at_event integer, last_authenticated integer, first_known integer
  );
  create or replace temp table id_detoured_events (event_key bigint, identifier_key integer, profile_key integer)`;

/** Leaves whom shared devices belong to, and the events that have a way around something shared. */
const findOwners = async (session: Session): Promise<void> => {
  if ((await session.count("select count(*) from id_shared_members")) === 0) {
    await session.run(nothingOwned);
    return;
  }
  await makeAll(session, [
    "attribution/event_persons",
    "attribution/device_timeline",
    "attribution/owner_stretches",
    "attribution/mode_owners",
    "attribution/detoured_events",
  ]);
};

/** Owners are written anew for every device in scope, and go where a device is no longer shared. */
const keepOwners = async (session: Session, scope: Scope): Promise<void> => {
  await findOwners(session);
  if (!scope.isFull) {
    await keep(
      session,
      "stale_devices",
      `select identifier_key from id_rejudged_devices
      union
      select identifier_key from id_dirty_identifiers
      anti join (select identifier_key from id_shared_members where sharing = 'device') as devices
        using (identifier_key)`,
    );
    await keep(
      session,
      "earlier_owners",
      "select distinct profile_key from device_owners semi join id_stale_devices using (identifier_key)",
    );
    await session.run(
      "delete from device_owners where identifier_key in (select identifier_key from id_stale_devices)",
    );
  }
  await keepOwnedEvents(session, scope);
  await session.run(
    `insert into device_owners
    select identifier_key, profile_key, valid_from, valid_to from id_owner_stretches`,
  );
};

/** Takes the earlier rows out: looked for once, for that is what costs. */
const takeEarlier = async (session: Session): Promise<void> => {
  await make(session, "attribution/scope/judged_before");
  await session.run(
    "create or replace temp table id_earlier_attributions (event_key bigint, profile_key integer, identifier_key integer)",
  );
  if ((await session.count("select count(*) from id_judged_before")) === 0) return;
  const taken = await session.columns(
    `delete from event_profiles where event_key in (select event_key from id_judged_before)
    returning event_key, profile_key, identifier_key`,
  );
  await session.append("temp.id_earlier_attributions", Object.values(taken));
};

const keepAttributions = async (session: Session): Promise<void> => {
  await takeEarlier(session);
  await makeAll(session, ["attribution/attributed_events", "attribution/changed_attributions"]);
  await session.run(
    `insert into event_profiles
    select event_key, profile_key, identifier_key, is_anonymous from id_attributed_events`,
  );
};

/**
 * Writes `device_owners` and `event_profiles` for what is in scope. `profiles`: who holds each identifier, by key, where that
 * is known of all.
 */
export const attribute = async (session: Session, scope: Scope, profiles?: Int32Array): Promise<void> => {
  await openAttribution(session, scope);
  await keepOwners(session, scope);
  if (!scope.isFull) {
    await keepAttributions(session);
    return;
  }
  if (profiles !== undefined && (await attributePlain(session, profiles))) await narrowToNear(session);
  await insertInto(session, "event_profiles", "attribution/attributed_events");
};
