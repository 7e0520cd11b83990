// Tells what became of ids: one row for each that vanished or appeared; and marks the profiles to be rebuilt.
import type { Session } from "../../warehouse/session.ts";
import type { Scope } from "./scope.ts";
import { insertInto, make, makeEmpty, view } from "./statements.ts";

type Causes = Readonly<Record<string, number>>;

/** An id that vanished can be followed by its anchor; one that came back is retired no longer. */
const keepRetired = async (session: Session, hasVanished: boolean): Promise<void> => {
  if ((await session.count("select count(*) from retired_profiles")) > 0) {
    await session.run(
      "delete from retired_profiles where profile_id in (select profile_id from id_scope_profiles)",
    );
  }
  if (!hasVanished) return;
  await session.run(
    `insert into retired_profiles
    select vanished.profile_id, identifiers.namespace, identifiers."value"
    from id_vanished_profiles as vanished
    inner join id_known_identifiers as identifiers on identifiers.identifier_key = vanished.profile_key`,
  );
};

/** The profiles that hold what vanished ids held; the owner of a device may be outside the scope. */
const openHolders = async (session: Session, scope: Scope, vanished: number): Promise<void> => {
  const outside =
    "select holder_key from id_vanished_profiles anti join id_scope_profiles as present on present.profile_key = holder_key";
  const hasOutside =
    !scope.isFull && vanished > 0 && (await session.count(`select count(*) from (${outside})`)) > 0;
  await view(
    session,
    "holders",
    `from id_scope_profiles ${hasOutside ? `union all from profiles where profile_key in (${outside})` : ""}`,
  );
};

const recordChanges = async (session: Session, scope: Scope, runId: string): Promise<Causes> => {
  const vanished = await session.count(
    "select count(*) from id_earlier_profiles anti join id_scope_profiles using (profile_key)",
  );
  await (vanished > 0 ? make : makeEmpty)(session, "history/vanished_profiles");
  await openHolders(session, scope, vanished);
  await make(session, "history/retirements", [scope.isConfigChanged]);
  await make(session, "history/appearances");
  const split = await session.count("select count(*) from id_appearances where cause = 'split'");
  await (vanished + split > 0 ? make : makeEmpty)(session, "history/joining_events");
  await insertInto(session, "identity_changes", "history/changes", [runId]);
  await keepRetired(session, vanished > 0);
  const causes = await session.rows(
    `select cause, count(*) as ids
    from (select cause from id_retirements union all select cause from id_appearances)
    group by cause order by cause`,
  );
  return Object.fromEntries(
    causes.flatMap(({ cause, ids }) => (typeof cause === "string" ? [[cause, Number(ids)]] : [])),
  );
};

/** Adds this run's rows to `identity_changes`; gives their number by cause. */
export const recordHistory = async (session: Session, scope: Scope, runId: string): Promise<Causes> => {
  const earlier = await session.count("select count(*) from id_earlier_profiles");
  if (!scope.isFull || earlier > 0) return recordChanges(session, scope, runId);
  // Nobody can have vanished, split off or become another.
  const created = await insertInto(session, "identity_changes", "history/first_changes", [runId]);
  await keepRetired(session, false);
  return created === 0 ? {} : { created };
};

/**
 * Marks profiles, by earlier and present key, whose rows may be others now. They stay marked until built: also one that
 * is marked already is marked again, for a build beside this resolve takes away the marks that it saw.
 */
export const markDirty = async (session: Session, scope: Scope): Promise<void> => {
  const touched = scope.isFull
    ? `select profile_key from id_earlier_profiles
      union
      select profile_key from profiles`
    : `select profile_key from id_profile_scope
      union
      select profile_key from id_earlier_owners
      union
      select profile_key from device_owners semi join id_rejudged_devices using (identifier_key)
      union
      select profile_key from id_changed_attributions`;
  await session.run(`insert into dirty_profiles select profile_key from (${touched}) as touched`);
};
