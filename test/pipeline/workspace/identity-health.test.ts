import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alarmTexts, type JudgedMeasure } from "../../../pipeline/workspace/identity-alarms.ts";
import { recordHealth } from "../../../pipeline/workspace/identity-health.ts";
import { neutralConfig } from "../../world/neutral.ts";
import { IdentityStore } from "../stages/identity-store.ts";
import { secondsIn, seen } from "../stages/seen.ts";

const config = neutralConfig({
  identity: { alarms: { largest_profile_identifiers: 60, identified_share_min: 0.9, shared_devices_max: 0 } },
});

let store: IdentityStore;
let first: readonly JudgedMeasure[];
let second: readonly JudgedMeasure[];
beforeAll(async () => {
  store = await IdentityStore.open();
  await store.put([
    seen("e1", 1, { user_id: "u1", email: "one@example.com", anonymous_id: "a1" }),
    seen("e2", 2, { anonymous_id: "a2" }),
    seen("e3", 3, { user_id: "pekka", anonymous_id: "till" }),
    seen("e4", 4, { user_id: "sanna", anonymous_id: "till" }),
    seen("e5", 5, { user_id: ["x", "y"], email: "x@example.com" }),
    seen("e6", 6, { user_id: "null" }),
  ]);
  await store.resolve(config, secondsIn(10));
  first = await recordHealth(store.context(config), []);
  // A browser that is renewed each time hangs on one event each; two sessions of one event hang on it together.
  await store.put([
    ...Array.from({ length: 60 }, (_, place) =>
      seen(`b${String(place)}`, 20 + place, { user_id: "u1", anonymous_id: `browser${String(place)}` }),
    ),
    seen("s1", 90, { user_id: "u1", session_id: "s1", cart_id: "c1" }),
  ]);
  await store.resolve(config, secondsIn(86_400));
  second = await recordHealth(store.context(config), [
    { namespace: "member", identifiers: 7 },
    { namespace: "somebody@example.com", identifiers: 1 },
  ]);
});
afterAll(() => store.close());

const figures = (measures: readonly JudgedMeasure[]): Record<string, number> =>
  Object.fromEntries(
    measures.map(({ measure, namespace, value }) => [
      namespace === null ? measure : `${measure} ${namespace}`,
      value,
    ]),
  );

describe("the health of identity", () => {
  it("counts profiles by size, who is known, what was refused, and what belongs to nobody", () => {
    expect(figures(first)).toEqual({
      profiles: 7,
      known_profiles: 6,
      identified_share: 6 / 7,
      profiles_of_1: 6,
      profiles_of_2_to_5: 1,
      profiles_of_6_to_20: 0,
      profiles_of_21_to_100: 0,
      profiles_of_over_100: 0,
      largest_profile_identifiers: 3,
      largest_profile_person_identifiers: 2,
      unattributed_share: 1 / 6,
      "refusals_conflicting_event user_id": 2,
      "refusals_limit user_id": 1,
      "refusals_shared_device user_id": 1,
      "refusals_blocked_value user_id": 1,
      "shared_devices anonymous_id": 1,
      conflicts_per_day: 1,
      bridges: 0,
    });
  });

  it("tells how the largest profile grew, and the bridges of large profiles", () => {
    expect(figures(second)).toMatchObject({
      largest_profile_identifiers: 65,
      largest_profile_growth: 62,
      bridges: 62,
      "unknown_namespace_identifiers member": 7,
    });
    expect(second.some(({ namespace }) => namespace?.includes("@") === true)).toBe(false);
  });

  it("alarms where a measure is beyond its threshold, in a sentence each", () => {
    expect(alarmTexts(first)).toEqual([
      expect.stringMatching(
        /^identity: identified_share is 0\.8571, below identity\.alarms\.identified_share_min/,
      ),
      expect.stringMatching(
        /^identity: shared_devices of anonymous_id is 1, above .*shared_devices_max \(0\)/,
      ),
    ]);
    expect(alarmTexts(second).map((text) => text.split(" ")[1])).toContain("largest_profile_identifiers");
  });

  it("is silent by default on data that is well", async () => {
    const measures = await recordHealth(store.context(neutralConfig({})), []);
    expect(alarmTexts(measures)).toEqual([]);
  });

  it("is kept with each run", async () => {
    const runs = await store.rows(
      "select run_id, count(*) as n from identity_health_runs group by all order by all",
    );
    expect(runs.length).toBe(3);
  });
});
