import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Event } from "../../oracle/records/event.ts";
import { neutralConfig } from "../../world/neutral.ts";
import { IdentityStore } from "./identity-store.ts";
import { type Ids, secondsIn, seen } from "./seen.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());
beforeEach(() => store.clear());

const config = neutralConfig();
const both: Ids = { user_id: "u1", anonymous_id: "a1" };
const says = (identity: unknown): Partial<Event> => ({ consent: { identity } });

const refusedAfter = async (...events: readonly Event[]): Promise<string[]> => {
  await store.put(events);
  await store.resolve(config, secondsIn(1000));
  const rows = await store.mart("identity_refusals", "rule, event_id");
  return rows.map((row) => `${String(row["rule"])} ${String(row["event_id"])}`).toSorted();
};

const links = async (): Promise<number> => (await store.mart("identity_links", "events")).length;

/** The anchor of the profile that an event belongs to. */
const ownerOf = async (eventId: string): Promise<unknown> => {
  const rows = await store.rows(
    `select anchors."value" as value from event_profiles
    join events using (event_key)
    join identifiers as anchors on anchors.identifier_key = event_profiles.profile_key
    where event_id = '${eventId}'`,
  );
  return rows[0]?.["value"];
};

describe("admit", () => {
  it("lets an event link that nobody spoke about", async () => {
    expect(await refusedAfter(seen("e1", 1, both))).toEqual([]);
    expect(await links()).toBe(1);
  });

  it("takes an event at its own word", async () => {
    expect(
      await refusedAfter(
        seen("e1", 1, both, says(false)),
        seen("e2", 2, { ...both, email: "a@b.example" }, says(true)),
      ),
    ).toEqual(["consent e1"]);
    expect(await links()).toBe(2);
  });

  it("stores a denied event with the profile of its strongest identifier", async () => {
    await refusedAfter(seen("e1", 1, both, says(false)));
    const rows = await store.rows(
      "select namespace from event_profiles join identifiers using (identifier_key)",
    );
    expect(rows).toEqual([{ namespace: "user_id" }]);
    expect((await store.rows("select profile_id from profiles")).length).toBe(2);
  });

  it("asks the latest earlier event that names one of its identifiers, whoever else it names", async () => {
    expect(
      await refusedAfter(
        seen("e1", 1, { anonymous_id: "a1" }, says(false)),
        seen("e2", 2, both),
        seen("e3", 3, { user_id: "u1" }, says(true)),
        seen("e4", 4, { user_id: "u1", anonymous_id: "a2" }),
        seen("e5", 5, { anonymous_id: "a1", email: "a@b.example" }),
      ),
    ).toEqual(["consent e2", "consent e5"]);
  });

  it("lets no word travel through a profile: only the event's own identifiers are asked", async () => {
    expect(
      await refusedAfter(
        seen("e1", 1, both),
        seen("e2", 2, { user_id: "u1" }, says(false)),
        seen("e3", 3, { anonymous_id: "a1", email: "a@b.example" }),
      ),
    ).toEqual([]);
  });

  it("counts order in one instant by sequence, source and id", async () => {
    expect(
      await refusedAfter(
        seen("e2", 1, { user_id: "u1" }, { ...says(false), sequence: 1 }),
        seen("e1", 1, { ...both }, { sequence: 2 }),
        seen("e3", 1, { user_id: "u1", anonymous_id: "a3" }),
      ),
    ).toEqual(["consent e1"]);
  });

  it("listens to the configured purpose only, and to words that mean yes or no", async () => {
    const other = { consent: { analytics: false, identity: "perhaps" } };
    expect(await refusedAfter(seen("e1", 1, both, other))).toEqual([]);
    expect(
      await refusedAfter(seen("e2", 2, both, says("denied")), seen("e3", 3, both, says("granted"))),
    ).toEqual(["consent e2"]);
  });

  it("reads a purpose whose name would mean something in a path", async () => {
    const spelled = neutralConfig({ consent: { purpose: 'a/b~c."d' } });
    await store.put([seen("e1", 1, both, { consent: { 'a/b~c."d': false } })]);
    await store.resolve(spelled, secondsIn(1000));
    expect((await store.mart("identity_refusals", "rule")).map((row) => row["rule"])).toEqual(["consent"]);
  });

  it("changes the answer of later events when a word arrives late, or is taken back", async () => {
    const word = seen("e1", 1, { user_id: "u1" }, says(false));
    expect(
      await refusedAfter(seen("e2", 2, both), seen("e3", 3, both, says(true)), seen("e4", 4, both)),
    ).toEqual([]);
    expect(await refusedAfter(word)).toEqual(["consent e2"]);
    await store.displace([word]);
    expect(await refusedAfter()).toEqual([]);
    expect(await links()).toBe(1);
  });

  it("keeps a denied event from telling who was on a shared device", async () => {
    await refusedAfter(
      seen("e1", 1, { user_id: "u1", anonymous_id: "till" }),
      seen("e2", 2, { user_id: "u2", anonymous_id: "till" }),
      seen("e3", 3, { user_id: "u1", anonymous_id: "till" }, says(false)),
      seen("e4", 4, { anonymous_id: "till" }),
    );
    expect(await ownerOf("e4")).toBe("u2");
  });

  it("changes the owner of a shared device when a word arrives late", async () => {
    await refusedAfter(
      seen("e1", 1, { user_id: "u1", anonymous_id: "till" }),
      seen("e2", 2, { user_id: "u2", anonymous_id: "till" }),
      seen("e4", 4, { user_id: "u1", anonymous_id: "till" }),
      seen("e5", 5, { anonymous_id: "till" }),
    );
    expect(await ownerOf("e5")).toBe("u1");
    await refusedAfter(seen("e3", 3, { user_id: "u1" }, says(false)));
    expect(await ownerOf("e5")).toBe("u2");
  });
});
