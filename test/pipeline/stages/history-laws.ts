// The law of the history, checked on a store after a resolve: every id of before is still there or has exactly
// one row with its cause, which says where its anchor is now; every new id is told once.
import { expect } from "vitest";
import type { IdentityStore } from "./identity-store.ts";

const idsOf = async (store: IdentityStore): Promise<Set<string>> => {
  const rows = await store.rows("select profile_id from profiles");
  return new Set(rows.map((row) => String(row["profile_id"])));
};

const changesOf = (store: IdentityStore, runId: string) =>
  store.rows(
    `select cause, profile_id, other_profile_id from identity_changes where run_id = '${runId}' order by change_number`,
  );

/** Where the anchors of retired ids are now, by id; ids whose anchor nobody holds alone are missing. */
const followed = async (store: IdentityStore): Promise<Map<string, string>> => {
  const rows = await store.rows(
    `select retired.profile_id, holders.profile_id as holder
    from retired_profiles as retired
    join identifiers using (namespace, "value")
    join identifier_facts using (identifier_key)
    left join members using (identifier_key)
    join profiles as holders
      on holders.profile_key = case when members.identifier_key is null then identifier_key else members.profile_key end`,
  );
  return new Map(rows.map((row) => [String(row["profile_id"]), String(row["holder"])]));
};

const sorted = (ids: readonly string[]): string[] => ids.toSorted((one, other) => (one < other ? -1 : 1));

/** Keeps the ids of before and checks what a resolve made of them. */
export class HistoryWitness {
  #before = new Set<string>();

  async check(store: IdentityStore, runId: string): Promise<void> {
    const after = await idsOf(store);
    const vanished = [...this.#before].filter((id) => !after.has(id));
    const appeared = [...after].filter((id) => !this.#before.has(id));
    const changes = await changesOf(store, runId);
    const told = changes.map((row) => String(row["profile_id"]));
    const born = changes.filter((row) => !this.#before.has(String(row["profile_id"])));
    expect(sorted(told.filter((id) => this.#before.has(id)))).toEqual(sorted(vanished));
    const became = new Set(changes.map((row) => row["other_profile_id"]));
    const bornIds = new Set(born.map((row) => row["profile_id"]));
    expect(bornIds.size).toBe(born.length);
    expect(appeared.filter((id) => !bornIds.has(id) && !became.has(id))).toEqual([]);
    expect(born.every((row) => row["cause"] === "created" || row["cause"] === "split")).toBe(true);
    const holders = await followed(store);
    for (const row of changes.filter((change) => vanished.includes(String(change["profile_id"])))) {
      const holder = holders.get(String(row["profile_id"]));
      if (holder !== undefined) expect(row["other_profile_id"]).toBe(holder);
    }
    this.#before = after;
  }
}
