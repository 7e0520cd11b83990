// Gives each event to a profile: that of its strongest unshared identifier, else the owner of its shared device.
import type { Session } from "../../warehouse/session.ts";
import type { Scope } from "./scope.ts";
import { insertInto, make, makeAll, view } from "./statements.ts";

const openAttributionScope = async (session: Session, scope: Scope): Promise<void> => {
  if (scope.isFull) {
    await view(
      session,
      "scope_identity",
      "select event_key, identifier_key, is_anonymous from event_identity",
    );
    await view(session, "scope_devices", "select identifier_key from members where sharing = 'device'");
    return;
  }
  await makeAll(session, [
    "attribution/affected_events",
    "attribution/dirty_devices",
    "attribution/rejudged_events",
    "attribution/rejudged_devices",
  ]);
  await view(
    session,
    "scope_identity",
    `select event_key, identifier_key, is_anonymous
    from event_identity semi join id_rejudged_events using (event_key)`,
  );
  await view(session, "scope_devices", "select identifier_key from id_rejudged_devices");
};

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

/** Owners are written anew for every device in scope, and go where a device is no longer shared. */
const keepOwners = async (session: Session, scope: Scope): Promise<void> => {
  await makeAll(session, [
    "attribution/device_events",
    "attribution/event_persons",
    "attribution/device_timeline",
    "attribution/owner_stretches",
    "attribution/mode_owners",
  ]);
  if (!scope.isFull) {
    await session.run(
      `create or replace temp table id_stale_devices as
      select identifier_key from id_rejudged_devices
      union
      select identifier_key from id_dirty_identifiers
      anti join (select identifier_key from members where sharing = 'device') as devices using (identifier_key)`,
    );
    await session.run(
      `create or replace temp table id_earlier_owners as
      select distinct profile_key from device_owners semi join id_stale_devices using (identifier_key)`,
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

/** Writes `device_owners` and `event_profiles` for what is in scope. */
export const attribute = async (session: Session, scope: Scope): Promise<void> => {
  await openAttributionScope(session, scope);
  await keepOwners(session, scope);
  await make(session, "attribution/detoured_events");
  if (scope.isFull) {
    await insertInto(session, "event_profiles", "attribution/attributed_events");
    return;
  }
  await makeAll(session, ["attribution/attributed_events", "attribution/changed_attributions"]);
  await session.run(
    "delete from event_profiles where event_key in (select event_key from id_rejudged_events)",
  );
  await session.run(
    `insert into event_profiles by name
    select event_key, profile_key, identifier_key, is_anonymous from id_attributed_events`,
  );
};
