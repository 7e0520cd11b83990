import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Playground } from "../../../../property/playground.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../../../../world/neutral.ts";

const settings = neutralSettings({
  identity: {
    phone: { default_country: "FI" },
    namespaces: {
      address: { kind: "household", max_profiles: 2, blocked: ["Hotel *"] },
      phone: { kind: "household" },
    },
  },
});

const at = (event: string, day: string, identifiers: Record<string, unknown>, given = {}) =>
  neutralRecord(event, `01-${day} 10:00`, { identifiers, ...given });

const home = "Mannerheimintie 1 A 2";
const first = [
  at("m1", "01", { user_id: "maija", address: home }),
  at("p1", "02", { user_id: "pekka", address: home }),
  // The landline of Pekka and of Sanna, as each writes it.
  at("p2", "03", { user_id: "pekka", phone: "09 123 4567" }),
  at("s1", "04", { email: "sanna@example.com", phone: "+358 9 1234567" }),
  // Three live in this block; two have been at the hotel; one value is nobody's.
  ...["a", "b", "c"].map((name) => at(`${name}1`, "05", { user_id: name, address: "Katu 1" })),
  ...["a", "b"].map((name) => at(`${name}2`, "06", { user_id: name, address: "Hotel Helsinki" })),
  at("n1", "07", { address: home }),
];

let playground: Playground;
beforeAll(async () => {
  playground = Playground.create(settings);
  playground.write("1", arrivalsOf(first));
  await playground.run();
});
afterAll(() => playground.remove());

const households = () =>
  playground.rows(
    "select namespace, value, profiles, known_profiles, first_seen_at from dim_households order by namespace",
  );

describe("households", () => {
  it("are the values that several profiles share, and merge nobody", async () => {
    expect(await playground.rows("select count(*)::integer as profiles from dim_profiles")).toEqual([
      { profiles: 6 },
    ]);
    expect(await households()).toEqual([
      {
        namespace: "address",
        value: home,
        profiles: 2,
        known_profiles: 2,
        first_seen_at: "2026-01-01T10:00:00.000Z",
      },
      {
        namespace: "phone",
        value: "+35891234567",
        profiles: 2,
        known_profiles: 2,
        first_seen_at: "2026-01-03T10:00:00.000Z",
      },
    ]);
    expect(await playground.rows("select * from identity_links")).toEqual([]);
  });

  it("hold a profile twice that shares two values", async () => {
    const rows = await playground.rows(
      `select count(distinct household_id)::integer as households, sum(events)::integer as events
      from dim_household_profiles group by profile_id order by all`,
    );
    expect(rows).toEqual([
      { households: 1, events: 1 },
      { households: 1, events: 1 },
      { households: 2, events: 2 },
    ]);
  });

  it("refuse blocked values as identifiers are refused, and leave the event of nobody else unattributed", async () => {
    expect(await playground.rows("select rule, value_a, event_id from identity_refusals")).toEqual([
      { rule: "blocked_value", value_a: "Hotel Helsinki", event_id: "a2" },
    ]);
    const named = await playground.rows("select event_id from fct_touchpoints where event_id = 'n1'");
    expect(named).toEqual([]);
  });
});
