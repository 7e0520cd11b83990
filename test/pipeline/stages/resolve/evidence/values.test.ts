import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { neutralConfig } from "../../../../world/neutral.ts";
import { IdentityStore, idOf } from "../../identity-store.ts";
import { secondsIn, seen } from "../../seen.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());
beforeEach(() => store.clear());

const config = neutralConfig();

// Made for each other, as anyone can: DuckDB's hash is fast, not cryptographic.
const one = "devicexaaaa0apaa";
const other = "dev10100aaaXj89G";

/** Each event with the id of its profile. */
const holders = async () => {
  const { events } = await store.tables();
  return events
    .map(({ event_id, profile_id }) => [String(event_id), String(profile_id)])
    .toSorted(([first = ""], [second = ""]) => first.localeCompare(second));
};

describe("values with the same hash", () => {
  it("exist", async () => {
    expect(
      await store.rows(`select hash('user_id', '${one}') = hash('user_id', '${other}') as same`),
    ).toEqual([{ same: true }]);
  });

  it("are two persons, on events of their own and beside others", async () => {
    await store.put([
      seen("e1", 1, { user_id: one }),
      seen("e2", 2, { user_id: other }),
      seen("e3", 3, { user_id: other, anonymous_id: "a1" }),
    ]);
    expect(await store.resolve(config, secondsIn(10))).toMatchObject({ profiles: 2 });
    expect(await holders()).toEqual([
      ["e1", idOf("user_id", one)],
      ["e2", idOf("user_id", other)],
      ["e3", idOf("user_id", other)],
    ]);
  });

  it("are told apart where only their other spelling has the hash", async () => {
    await store.put([
      seen("e1", 1, { loyalty_card: `${one.slice(0, 4)} ${one.slice(4)}` }),
      seen("e2", 2, { loyalty_card: `${other.slice(0, 4)}-${other.slice(4)}` }),
    ]);
    expect(await store.resolve(config, secondsIn(10))).toMatchObject({ profiles: 2 });
    expect(await holders()).toEqual([
      ["e1", idOf("loyalty_card", one)],
      ["e2", idOf("loyalty_card", other)],
    ]);
  });

  it("are told apart in an increment that brings the second", async () => {
    await store.put([seen("e1", 1, { user_id: one })]);
    await store.resolve(config, secondsIn(10));
    await store.put([seen("e2", 2, { user_id: other })]);
    expect(await store.resolve(config, secondsIn(10))).toMatchObject({ isFull: false, profiles: 2 });
    await store.put([seen("e3", 3, { user_id: one }), seen("e4", 4, { user_id: other })]);
    expect(await store.resolve(config, secondsIn(10))).toMatchObject({ isFull: false, profiles: 2 });
    expect(await holders()).toEqual([
      ["e1", idOf("user_id", one)],
      ["e2", idOf("user_id", other)],
      ["e3", idOf("user_id", one)],
      ["e4", idOf("user_id", other)],
    ]);
  });
});
