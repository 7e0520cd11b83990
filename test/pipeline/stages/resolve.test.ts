import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { neutralConfig } from "../../world/neutral.ts";
import { randomWorld } from "../../world/random-world.ts";
import { IdentityStore, idOf } from "./identity-store.ts";
import { secondsIn, seen } from "./seen.ts";
import {
  equalsTheOracleAtEachStep,
  equalsTheOracleAtOnce,
  talkative,
  talkativeDeliveries,
} from "./resolve-worlds.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());
beforeEach(() => store.clear());

const config = neutralConfig({ identity: { phone: { default_country: "FI" } } });
const later = secondsIn(1_000_000);

const blocking = (expression: string) =>
  neutralConfig({ identity: { namespaces: { user_id: { blocked: [expression] } } } });

describe("resolve", () => {
  it("says of random worlds what the oracle says", async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, (world) => equalsTheOracleAtOnce(store, world)),
      { numRuns: 7 },
    );
  });

  it("says the same in any cut into increments with people's statements between them, and keeps the law of ids", async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, talkativeDeliveries, (world, steps) =>
        equalsTheOracleAtEachStep(store, talkative(world), steps),
      ),
      { numRuns: 4 },
    );
  });

  it("resolves nothing where nothing is stored", async () => {
    expect(await store.resolve(config, null)).toMatchObject({ profiles: 0, unattributed: 0, future: 0 });
  });

  it("counts profiles, known ones, events of nobody, and events of the future", async () => {
    await store.put([
      seen("e1", 1, { user_id: "u1", anonymous_id: "a1" }),
      seen("e2", 2, { anonymous_id: "a2" }),
      seen("e3", 3, { user_id: "null" }),
      seen("e4", 4, {}),
      seen("e5", 50, { user_id: "u5" }),
    ]);
    expect(await store.resolve(config, secondsIn(10))).toMatchObject({
      isFull: true,
      profiles: 2,
      knownProfiles: 1,
      unattributed: 2,
      future: 1,
    });
    expect(await store.resolve(config, secondsIn(50))).toMatchObject({
      isFull: false,
      profiles: 3,
      unattributed: 2,
      future: 0,
    });
  });

  it("warns of identifiers of unknown namespaces with their number, and uses them for nothing", async () => {
    await store.put([
      seen("e1", 1, { loyalty_tier: "gold", user_id: "u1" }),
      seen("e2", 2, { loyalty_tier: ["gold", "silver"] }),
    ]);
    const resolved = await store.resolve(config, later);
    expect(resolved.unknownNamespaces).toEqual([{ namespace: "loyalty_tier", identifiers: 3 }]);
    expect(resolved).toMatchObject({ profiles: 1, unattributed: 1 });
  });

  it("takes the first of several events of one instant by sequence, source and id, whatever came first", async () => {
    const ids = { user_id: "u1", email: "a@example.com" };
    await store.put([
      seen("z", 1, ids, { source: "care", sequence: 1 }),
      seen("b", 1, ids),
      seen("～", 1, { user_id: "u1", phone: "040 123 4567" }),
      seen("a", 1, ids, { source: "zoo" }),
      seen("é", 1, { user_id: "u1", phone: "0401234567" }),
      seen("😀", 1, { email: "null" }),
      seen("￼", 1, { email: "null" }),
    ]);
    await store.resolve(config, later);
    expect(await store.mart("identity_links", "value_b, first_source, first_event_id")).toEqual([
      { value_b: "+358401234567", first_source: "web", first_event_id: "é" },
      { value_b: "a@example.com", first_source: "web", first_event_id: "b" },
    ]);
    expect(await store.mart("identity_refusals", "event_id")).toEqual([{ event_id: "￼" }]);
    expect((await store.changes())[0]).toMatchObject({ cause: "created", event_id: "b" });
  });

  it("names a profile by the identifier seen first in an instant, then by the strongest of one event", async () => {
    await store.put([
      seen("e2", 1, { email: "b@example.com", user_id: "u1" }, { sequence: 2 }),
      seen("e1", 1, { email: "b@example.com", phone: "0401234567" }, { sequence: 1 }),
    ]);
    await store.resolve(config, later);
    expect(await store.mart("dim_profile_identifiers", "value", "is_anchor")).toEqual([
      { value: "b@example.com" },
    ]);
  });

  it("reports a component of too many links, and resolves it all the same", async () => {
    const strict = neutralConfig({ identity: { max_component_links: 1 } });
    await store.put([
      seen("e1", 1, { user_id: "u1", anonymous_id: "a1" }),
      seen("e2", 2, { user_id: "u2", anonymous_id: "a1" }),
    ]);
    expect(await store.resolve(strict, later)).toMatchObject({ broken: 1, oversized: 1, profiles: 2 });
  });

  it("blocks by expressions of the configuration, hostile ones too, and refuses what is no expression", async () => {
    await store.put([seen("e1", 1, { user_id: "a".repeat(50_000) })]);
    await store.resolve(blocking("/^(a+)+$/"), later);
    expect(await store.mart("identity_refusals", "rule, detail")).toEqual([
      { rule: "blocked_value", detail: "blocked" },
    ]);
    await expect(store.resolve(blocking("/(?<=a)b/"), later)).rejects.toMatchObject({
      code: "config_invalid",
    });
  });
});

describe("resolve again", () => {
  it("resolves everything where the configuration of identity changed, and says so in the history", async () => {
    await store.put([seen("e1", 1, { user_id: "u1", email: "a@example.com" })]);
    await store.resolve(config, later);
    const device = neutralConfig({ identity: { namespaces: { user_id: { kind: "device" } } } });
    expect(await store.resolve(device, later)).toMatchObject({ isFull: true });
    expect(await store.changes()).toEqual([
      {
        cause: "config_changed",
        profile_id: idOf("user_id", "u1"),
        other_profile_id: idOf("email", "a@example.com"),
        event_id: null,
      },
    ]);
  });

  it("resolves everything where the end of data moved back, and an increment where it moved on", async () => {
    await store.put([seen("e1", 1, { user_id: "u1" }), seen("e2", 2, { user_id: "u2" })]);
    expect(await store.resolve(config, secondsIn(2))).toMatchObject({ isFull: true, profiles: 2 });
    expect(await store.resolve(config, secondsIn(1))).toMatchObject({ isFull: true, profiles: 1 });
    expect(await store.resolve(config, secondsIn(2))).toMatchObject({ isFull: false, profiles: 2 });
  });

  it("marks the profiles to be rebuilt, by earlier and present key, until they are", async () => {
    const dirty = async () => {
      const rows = await store.rows(
        `select namespace || ':' || "value" as name from dirty_profiles
        join identifiers on identifier_key = profile_key order by name`,
      );
      return rows.map((row) => row["name"]);
    };
    await store.put([
      seen("e1", 1, { anonymous_id: "a1" }),
      seen("e2", 2, { anonymous_id: "a2" }),
      seen("e3", 3, { user_id: "u3" }),
    ]);
    await store.resolve(config, later);
    expect(await dirty()).toEqual(["anonymous_id:a1", "anonymous_id:a2", "user_id:u3"]);
    await store.rows("delete from dirty_profiles");
    await store.put([seen("e4", 4, { anonymous_id: "a1", user_id: "u1" })]);
    await store.resolve(config, later);
    expect(await dirty()).toEqual(["anonymous_id:a1", "user_id:u1"]);
    await store.put([seen("e5", 5, { anonymous_id: "a2" })]);
    await store.resolve(config, later);
    expect(await dirty()).toEqual(["anonymous_id:a1", "anonymous_id:a2", "user_id:u1"]);
  });

  it("leaves no identifier of an event that was displaced", async () => {
    const wrong = seen("e1", 1, { user_id: "u9", anonymous_id: "a1" });
    await store.put([wrong, seen("e2", 2, { anonymous_id: "a1" })]);
    await store.resolve(config, later);
    await store.put([seen("e1", 1, { anonymous_id: "a1" })]);
    await store.resolve(config, later);
    expect(await store.mart("dim_profile_identifiers", "value, events")).toEqual([
      { value: "a1", events: 2 },
    ]);
    expect(await store.mart("identity_links", "events")).toEqual([]);
  });

  it("takes a value that ceased to be shared back to everyone it was seen with", async () => {
    const strict = neutralConfig({ identity: { namespaces: { email: { max_profiles: 1 } } } });
    const stray = seen("e2", 2, { user_id: "u2", email: "a@example.com" });
    await store.put([seen("e1", 1, { user_id: "u1", email: "a@example.com" }), stray]);
    await store.resolve(strict, later);
    expect(await store.mart("identity_refusals", "distinct rule")).toEqual([{ rule: "shared_value" }]);
    await store.displace([stray]);
    expect(await store.resolve(strict, later)).toMatchObject({ isFull: false, profiles: 1 });
    expect(await store.mart("identity_refusals", "rule")).toEqual([]);
    await store.put([stray]);
    expect(await store.resolve(strict, later)).toMatchObject({ isFull: false, profiles: 2 });
    expect(await store.mart("identity_refusals", "distinct rule")).toEqual([{ rule: "shared_value" }]);
  });

  it("gives a shared device to the new id of an owner whose anchor moved, with the events that only it explains", async () => {
    await store.put([
      seen("e1", 1, { user_id: "u1", anonymous_id: "till" }),
      seen("e2", 2, { user_id: "u2", anonymous_id: "till" }),
      seen("e3", 3, { anonymous_id: "till" }),
    ]);
    await store.resolve(config, later);
    const owners = () => store.mart("dim_profile_identifiers", "profile_id", "is_shared", "valid_from");
    expect(await owners()).toEqual([
      { profile_id: idOf("user_id", "u1") },
      { profile_id: idOf("user_id", "u2") },
    ]);
    await store.put([
      seen("e0", 0, { email: "a@example.com" }),
      seen("e4", 4, { email: "a@example.com", user_id: "u2" }),
    ]);
    await store.resolve(config, later);
    const moved = idOf("email", "a@example.com");
    expect(await owners()).toEqual([{ profile_id: idOf("user_id", "u1") }, { profile_id: moved }]);
    const { events } = await store.tables();
    expect(events).toContainEqual(expect.objectContaining({ event_id: "e3", profile_id: moved }));
  });

  it("judges an event on two shared devices by the stronger one, though only the other has news", async () => {
    await store.put([
      seen("e1", 1, { user_id: "u1", anonymous_id: "till" }),
      seen("e2", 2, { user_id: "u2", anonymous_id: "till" }),
      seen("e3", 3, { user_id: "u3", device_id: "tablet" }),
      seen("e4", 4, { user_id: "u4", device_id: "tablet" }),
      seen("e5", 5, { anonymous_id: "till", device_id: "tablet" }),
    ]);
    await store.resolve(config, later);
    await store.put([seen("e6", 6, { user_id: "u3", device_id: "tablet" })]);
    await store.resolve(config, later);
    const { events } = await store.tables();
    expect(events).toContainEqual(
      expect.objectContaining({ event_id: "e5", value: "till", profile_id: idOf("user_id", "u2") }),
    );
  });

  it("rolls everything back where it fails", async () => {
    await store.put([seen("e1", 1, { user_id: "u1" })]);
    await store.resolve(config, later);
    const before = await store.tables();
    await store.put([seen("e2", 2, { user_id: "u2" })]);
    await store.rows("alter table identity_changes rename to hidden");
    await expect(store.resolve(config, later)).rejects.toThrow();
    await store.rows("alter table hidden rename to identity_changes");
    expect(await store.tables()).toEqual(before);
    expect(await store.resolve(config, later)).toMatchObject({ profiles: 2 });
  });
});
