// Checks that every profile whose rows changed is marked to be rebuilt, by its earlier and its present key.
import { expect } from "vitest";
import type { IdentityStore } from "./identity-store.ts";

/** For each profile everything that tables about it are built from, as one text. */
const contents = async (store: IdentityStore): Promise<Map<number, string>> => {
  const rows = await store.rows(
    `select profile_key, string_agg(line, chr(10) order by line) as lines
    from (
      select profile_key, concat_ws(' ', profile_id, is_known, identifiers, person_identifiers) as line from profiles
      union all
      select profile_key, concat_ws(' ', event_key, identifier_key, is_anonymous) as line from event_profiles
      union all
      select profile_key, concat_ws(' ', identifier_key, valid_from, valid_to) as line from device_owners
    )
    group by profile_key`,
  );
  return new Map(rows.map((row) => [Number(row["profile_key"]), String(row["lines"])]));
};

/** Keeps what was known of each profile, and empties dirty_profiles as a build does. */
export class DirtyWitness {
  #before = new Map<number, string>();

  async check(store: IdentityStore): Promise<void> {
    const after = await contents(store);
    const rows = await store.rows("select profile_key from dirty_profiles");
    const dirty = new Set(rows.map((row) => Number(row["profile_key"])));
    expect(dirty.size).toBe(rows.length);
    const keys = new Set([...this.#before.keys(), ...after.keys()]);
    const missed = [...keys].filter((key) => this.#before.get(key) !== after.get(key) && !dirty.has(key));
    expect(missed).toEqual([]);
    await store.rows("delete from dirty_profiles");
    this.#before = after;
  }
}
