// Names the groups by their anchors, and keeps who holds which identifier and what each profile holds.
import { keyPads } from "../../identity/profile-id.ts";
import type { Session } from "../../warehouse/session.ts";
import type { Scope } from "./scope.ts";
import { insertInto, make, makeAll, view } from "./statements.ts";

/** Writes `members` for the identifiers in scope: from here on it says who holds what. */
export const keepMembers = async (session: Session, scope: Scope): Promise<void> => {
  await makeAll(session, ["profiles/anchor_candidates", "profiles/anchors"]);
  if (!scope.isFull) {
    await session.run(
      "delete from members where identifier_key in (select identifier_key from id_dirty_identifiers)",
    );
  }
  await session.run(
    `insert into members
    select groups.identifier_key, groups.component_key, anchors.identifier_key as profile_key, groups.sharing
    from id_groups as groups left join id_anchors as anchors using (group_key)`,
  );
  if (!scope.isFull) await make(session, "profiles/changed_identifiers");
};

const openProfileScope = async (session: Session, scope: Scope): Promise<void> => {
  if (scope.isFull) {
    await view(session, "profile_scope", "select profile_key from profiles");
    await view(session, "scope_facts", "select identifier_key, is_person from identifier_facts");
    await view(
      session,
      "scope_members",
      "select identifier_key, profile_key from members where profile_key is not null",
    );
    return;
  }
  await make(session, "profiles/profile_scope");
  await session.run(
    `create or replace temp table id_earlier_profiles as
    select profile_key, profile_id, is_known from profiles semi join id_profile_scope using (profile_key)`,
  );
  await session.run("delete from profiles where profile_key in (select profile_key from id_profile_scope)");
  await view(
    session,
    "scope_facts",
    `select identifier_key, is_person from identifier_facts
    semi join id_profile_scope as scope on scope.profile_key = identifier_key`,
  );
  await view(
    session,
    "scope_members",
    "select identifier_key, profile_key from members semi join id_profile_scope using (profile_key)",
  );
};

/** Writes the rows of `profiles` in scope. An id that is known by its key is never computed again. */
export const keepProfiles = async (session: Session, scope: Scope, secret: Buffer): Promise<void> => {
  await openProfileScope(session, scope);
  const { inner, outer } = keyPads(secret);
  await insertInto(session, "profiles", "profiles/profile_rows", [inner, outer]);
};
