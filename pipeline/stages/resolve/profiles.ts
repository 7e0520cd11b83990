// Names the groups by their anchors, and keeps who holds which identifier and what each profile holds.
import { keyPads } from "../../identity/profile-id.ts";
import type { Session } from "../../warehouse/session.ts";
import type { Scope } from "./scope.ts";
import { insertInto, keep, make, makeAll, view } from "./statements.ts";

/** The rows of `groups` with the profile of each: what `members` has to say of the identifiers in scope. */
const held = `
  select groups.identifier_key, groups.component_key, anchors.identifier_key as profile_key, groups.sharing
  from id_groups as groups left join id_anchors as anchors using (group_key)`;

/**
 * Brings rows of a table to what they are now. Most that new evidence touches stay as they were, and a row that is
 * deleted and inserted again costs more than one that is compared.
 */
const replaceRows = async (
  session: Session,
  table: string,
  { key, before, now }: { readonly key: string; readonly before: string; readonly now: string },
): Promise<void> => {
  await keep(session, "stale_rows", `select ${key} from (from ${before} except from ${now})`);
  if ((await session.count("select count(*) from id_stale_rows")) > 0) {
    await session.run(`delete from ${table} where ${key} in (select ${key} from id_stale_rows)`);
  }
  await session.run(`insert into ${table} from ${now} except from ${before}`);
};

/** Writes `members` for the identifiers in scope: from here on `id_known_members` says who holds what of them. */
export const keepMembers = async (session: Session, scope: Scope): Promise<void> => {
  await makeAll(session, ["profiles/anchor_candidates", "profiles/anchors"]);
  if (scope.isFull) {
    await session.run(`insert into members ${held}`);
    await view(session, "known_members", "select * from members");
    return;
  }
  await keep(session, "known_members", held);
  await replaceRows(session, "members", {
    key: "identifier_key",
    before: "id_dirty_members",
    now: "id_known_members",
  });
  await make(session, "profiles/changed_identifiers");
};

const openProfileScope = async (session: Session, scope: Scope): Promise<void> => {
  if (scope.isFull) {
    await view(session, "profile_scope", "select profile_key from profiles");
    await view(session, "scope_facts", "select identifier_key, is_person from identifier_facts");
  } else {
    await make(session, "profiles/profile_scope");
    await keep(
      session,
      "earlier_profiles",
      "select * from profiles semi join id_profile_scope using (profile_key)",
    );
    await view(
      session,
      "scope_facts",
      `select identifier_key, is_person from id_known_facts
      semi join id_profile_scope as scope on scope.profile_key = identifier_key`,
    );
  }
  await view(
    session,
    "scope_members",
    "select identifier_key, profile_key from id_known_members where profile_key is not null",
  );
};

/**
 * Writes the rows of `profiles` in scope; `id_scope_profiles` has them. An id that is known by its key is never computed
 * again.
 */
export const keepProfiles = async (session: Session, scope: Scope, secret: Buffer): Promise<void> => {
  await openProfileScope(session, scope);
  const { inner, outer } = keyPads(secret);
  if (scope.isFull) {
    await insertInto(session, "profiles", "profiles/profile_rows", [inner, outer]);
    await view(session, "scope_profiles", "select * from profiles");
    await view(
      session,
      "profile_counts",
      `select profile_key, first_event_key from profiles
      inner join identifier_facts on identifier_key = profile_key`,
    );
    return;
  }
  await make(session, "profiles/profile_rows", [inner, outer]);
  await view(session, "scope_profiles", "select * from id_profile_rows");
  await replaceRows(session, "profiles", {
    key: "profile_key",
    before: "id_earlier_profiles",
    now: "id_profile_rows",
  });
};
