// Writes who holds what, and the profiles, out of typed arrays.
import { placesOf, placesWhere } from "../../../identity/sets/places.ts";
import { keyPads } from "../../../identity/profile-id.ts";
import type { Session } from "../../../warehouse/session.ts";
import { insertInto, view } from "../statements.ts";
import type { Identifiers } from "./facts.ts";
import type { AllGroups } from "./groups.ts";

/** Writes `members`; those that are shared by what made them so. */
export const keepAllMembers = async (session: Session, { labels, profiles }: AllGroups): Promise<void> => {
  const held = placesOf(labels.length, (key) => labels[key] !== 0 && profiles[key] !== 0);
  const columns = [
    { type: "place" as const },
    { type: "integer" as const, values: labels },
    { type: "integer" as const, values: profiles },
    { type: "nothing" as const },
  ];
  await session.bulkAppend("members", columns, held);
  const shared = placesOf(labels.length, (key) => labels[key] !== 0 && profiles[key] === 0);
  await session.run(
    "create or replace temp table id_linked_shared (identifier_key integer, component_key integer)",
  );
  await session.bulkAppend("temp.id_linked_shared", columns.slice(0, 2), shared);
  await session.run(
    `insert into members
    select
      identifier_key, component_key, null,
      case when identifier_key in (select identifier_key from shared_values) then 'value' else 'device' end
    from id_linked_shared
    union all
    select identifier_key, identifier_key, null, 'value'
    from shared_values anti join id_linked_shared using (identifier_key)`,
  );
  await view(session, "known_members", "select * from members");
};

/** Writes `profiles`; leaves `id_profile_counts`: what each holds alone, and the first event of its anchor. */
export const keepAllProfiles = async (
  session: Session,
  { profiles }: AllGroups,
  { firstEvent, namespaces, isPerson }: Identifiers,
  secret: Buffer,
): Promise<void> => {
  const identifiers = new Int32Array(profiles.length);
  const persons = new Int32Array(profiles.length);
  for (let key = 1; key < profiles.length; key += 1) {
    const profile = profiles[key] ?? 0;
    if (profile === 0) continue;
    identifiers[profile] = (identifiers[profile] ?? 0) + 1;
    persons[profile] = (persons[profile] ?? 0) + (isPerson[namespaces[key] ?? 0] ?? 0);
  }
  await session.run(
    `create or replace temp table id_profile_counts (
      profile_key integer, identifiers bigint, person_identifiers bigint, first_event_key bigint
    )`,
  );
  await session.bulkAppend(
    "temp.id_profile_counts",
    [
      { type: "place" },
      { type: "bigint", values: identifiers },
      { type: "bigint", values: persons },
      { type: "bigint", values: firstEvent },
    ],
    placesWhere(identifiers),
  );
  const { inner, outer } = keyPads(secret);
  await insertInto(session, "profiles", "whole/profile_rows", [inner, outer]);
  await view(session, "scope_profiles", "select * from profiles");
};
