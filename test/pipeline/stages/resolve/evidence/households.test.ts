import { describe, expect, it } from "vitest";
import { home, households, playground, useHomes } from "./homes.ts";

useHomes();

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
