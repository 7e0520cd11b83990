import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { neutralConfig } from "../../../world/neutral.ts";
import { IdentityStore } from "../identity-store.ts";
import { secondsIn, seen } from "../seen.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());
beforeEach(() => store.clear());

const config = neutralConfig();

/** Ties of one instant, a device of several people, a component that breaks a limit, values of one namespace. */
const world = [
  seen("b", 1, { user_id: "u1", anonymous_id: "a1" }),
  seen("a", 1, { user_id: "u1", anonymous_id: "a1" }),
  seen("c", 1, { email: ["y@example.com", "x@example.com"], anonymous_id: "a2" }),
  seen("d", 2, { user_id: "u2", anonymous_id: "a1" }),
  seen("e", 3, { anonymous_id: "a1" }),
  seen("f", 4, { anonymous_id: "a3" }),
  seen("g", 4, { email: "X@Example.com", phone: "not a number", anonymous_id: "a3" }),
];
const threeHundredYears = 300 * 366 * 86_400;
const late = seen("late", threeHundredYears, { user_id: "u9" });

const sorted = (rows: readonly object[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();

const tables = async () => {
  const { profiles, links, refusals, events } = await store.tables();
  return {
    profiles: sorted(profiles),
    links: sorted(links),
    refusals: sorted(refusals),
    events: sorted(events.filter(({ event_id }) => event_id !== "late")),
  };
};

describe("a resolve of everything", () => {
  it("comes to the same where a time is beyond what it can count with", async () => {
    await store.put(world);
    await store.resolve(config, secondsIn(10));
    const counted = await tables();
    await store.put([late]);
    await store.resolve(config, secondsIn(threeHundredYears + 1), { isFull: true });
    const { profiles, ...others } = await tables();
    expect({ ...others, profiles: profiles.filter((row) => counted.profiles.includes(row)) }).toEqual(
      counted,
    );
    expect(profiles).toHaveLength(counted.profiles.length + 1);
  });

  it("takes of several first events of a link and of an identifier the first in canonical order", async () => {
    await store.put(world);
    await store.resolve(config, secondsIn(10), { isFull: true });
    const rows = await store.rows(
      `select events.event_id from links inner join events on events.event_key = links.first_event_key
      inner join identifiers as one on one.identifier_key = links.a_key and one."value" = 'u1'
      union all
      select events.event_id from identifier_facts as facts
      inner join events on events.event_key = facts.first_event_key
      inner join identifiers using (identifier_key) where identifiers."value" in ('u1', 'a1')`,
    );
    expect(rows).toEqual([{ event_id: "a" }, { event_id: "a" }, { event_id: "a" }]);
  });
});
