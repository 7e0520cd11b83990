import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { neutralConfig } from "../../../world/neutral.ts";
import { IdentityStore, idOf } from "../identity-store.ts";
import { secondsIn, seen } from "../seen.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());
beforeEach(() => store.clear());

const config = neutralConfig({ identity: { phone: { default_country: "FI" } } });
const later = secondsIn(1_000_000);

const putAndResolve = async (...events: Parameters<typeof seen>[]): Promise<void> => {
  await store.put(events.map((event) => seen(...event)));
  await store.resolve(config, later);
};

describe("the history of ids", () => {
  const a1 = idOf("anonymous_id", "a1");
  const u1 = idOf("user_id", "u1");

  it("begins with created, and the event that brought the anchor", async () => {
    await putAndResolve(["e1", 1, { anonymous_id: "a1" }], ["e2", 2, { anonymous_id: "a1" }]);
    expect(await store.changes()).toEqual([
      { cause: "created", profile_id: a1, other_profile_id: null, event_id: "e1" },
    ]);
  });

  it("tells that an anonymous profile was identified", async () => {
    await putAndResolve(["e1", 1, { anonymous_id: "a1" }]);
    await putAndResolve(["e2", 2, { anonymous_id: "a1", user_id: "u1" }]);
    expect(await store.changes()).toEqual([
      { cause: "identified", profile_id: a1, other_profile_id: u1, event_id: "e2" },
    ]);
  });

  it("tells that two profiles were merged, by the event that carried both", async () => {
    await putAndResolve(["e1", 1, { anonymous_id: "a1" }], ["e2", 2, { user_id: "u1" }]);
    await putAndResolve(["e3", 3, { anonymous_id: "a1" }], ["e4", 4, { anonymous_id: "a1", user_id: "u1" }]);
    expect(await store.changes()).toEqual([
      { cause: "merged", profile_id: a1, other_profile_id: u1, event_id: "e4" },
    ]);
  });

  it("tells that late evidence moved the anchor", async () => {
    await putAndResolve(["e2", 2, { user_id: "u1", email: "a@example.com" }]);
    await putAndResolve(["e1", 1, { email: "a@example.com" }]);
    expect(await store.changes()).toEqual([
      {
        cause: "anchor_moved",
        profile_id: u1,
        other_profile_id: idOf("email", "a@example.com"),
        event_id: "e1",
      },
    ]);
  });

  it("tells that a device became shared: its id moves to the present owner, the rest splits off", async () => {
    await putAndResolve(["e0", 0, { anonymous_id: "a1", order_id: "o1" }]);
    await putAndResolve(
      ["e1", 1, { anonymous_id: "a1", user_id: "u1" }],
      ["e2", 2, { anonymous_id: "a1", user_id: "u2" }],
    );
    const told = (await store.changes()).map((row) => [
      row["cause"],
      row["profile_id"],
      row["other_profile_id"],
    ]);
    expect(told).toHaveLength(4);
    expect(told).toContainEqual(["moved", a1, idOf("user_id", "u2")]);
    expect(told).toContainEqual(["created", idOf("order_id", "o1"), null]);
    expect(told).toContainEqual(["created", u1, null]);
    expect(told).toContainEqual(["created", idOf("user_id", "u2"), null]);
  });

  it("tells what was split off from a profile that stays", async () => {
    await putAndResolve(
      ["e1", 1, { anonymous_id: "a1", user_id: "u1" }],
      ["e2", 2, { anonymous_id: "a1", order_id: "o1" }],
    );
    await putAndResolve(["e3", 3, { anonymous_id: "a1", user_id: "u2" }]);
    expect(await store.changes()).toEqual([
      { cause: "created", profile_id: idOf("user_id", "u2"), other_profile_id: null, event_id: "e3" },
      { cause: "split", profile_id: idOf("order_id", "o1"), other_profile_id: u1, event_id: "e3" },
    ]);
  });
});
