import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Event } from "../../../oracle/records/event.ts";
import { neutralConfig } from "../../../world/neutral.ts";
import { IdentityStore } from "../identity-store.ts";
import { type Ids, secondsIn, seen } from "../seen.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());
beforeEach(() => store.clear());

const day = 86_400;
const last = secondsIn(1000 * day);

type Namespaces = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const resolving = async (
  events: readonly Event[],
  namespaces: Namespaces,
  identity: Readonly<Record<string, unknown>> = {},
): Promise<void> => {
  await store.put(events);
  await store.resolve(neutralConfig({ identity: { namespaces, ...identity } }), last);
};

const at = (name: string, days: number, ids: Ids, verified = false): Event => {
  const event = seen(name, days * day, ids);
  return { ...event, carried: event.carried.map((one) => ({ ...one, verified })) };
};

const refusals = async (): Promise<string[]> => {
  const rows = await store.mart(
    "identity_refusals",
    "rule, value_a, value_b, detail",
    "true",
    "value_a, value_b",
  );
  return rows.map((row) => Object.values(row).join(" | "));
};

const groups = async (): Promise<string[]> => {
  const rows = await store.mart(
    "dim_profile_identifiers",
    `string_agg("value", ' ' order by "value") as held`,
    "not is_shared group by profile_id",
  );
  return rows.map((row) => String(row["held"]));
};

const [anna, berta] = ["anna@x.example", "berta@x.example"];

describe("a limit with a window", () => {
  const monthly: Namespaces = { email: { limit: 1, window_days: 30 } };

  it("lets values follow one another, and refuses one that comes too soon", async () => {
    await resolving(
      [at("e1", 0, { user_id: "u", email: anna }), at("e2", 40, { user_id: "u", email: berta })],
      monthly,
    );
    expect(await groups()).toEqual([`${anna} ${berta} u`]);
    await store.clear();
    await resolving(
      [at("e1", 0, { user_id: "u", email: anna }), at("e2", 20, { user_id: "u", email: berta })],
      monthly,
    );
    expect(await groups()).toEqual([`${anna} u`, berta]);
    expect(await refusals()).toEqual([
      `limit | u | ${berta} | 2 values of email within 30 days, limit 1; won by web:e1`,
    ]);
  });

  it("counts every sighting of a value, also a late one on another event", async () => {
    await resolving(
      [at("e1", 0, { user_id: "u", email: anna }), at("e2", 40, { user_id: "u", email: berta })],
      monthly,
    );
    await resolving([at("e3", 35, { email: anna })], monthly);
    expect(await groups()).toEqual([`${anna} u`, berta]);
  });

  it("lets go of a value when its window has passed, not before", async () => {
    const exactly: readonly Event[] = [
      at("e1", 0, { user_id: "u", email: anna }),
      at("e2", 30, { user_id: "u", email: berta }),
    ];
    await resolving(exactly, monthly);
    expect(await groups()).toEqual([`${anna} ${berta} u`]);
  });
});

describe("a limit by direction", () => {
  it("bounds the devices of a user; a device too many is shared", async () => {
    const events = ["a1", "a2", "a3"].map((anonymous_id, place) =>
      at(`e${place}`, place, { user_id: "u", anonymous_id }),
    );
    await resolving(events, { anonymous_id: { max_per: { user_id: 2 } } });
    expect(await groups()).toEqual(["a1 a2 u"]);
    expect(await refusals()).toEqual([
      "limit | u | a3 | 3 values of anonymous_id for one user_id, max_per 2; won by web:e0",
    ]);
  });

  it("bounds the users of an e-mail, the other way round", async () => {
    const events = ["u1", "u2"].map((user_id, place) => at(`e${place}`, place, { user_id, email: anna }));
    await resolving(events, { user_id: { limit: 9, max_per: { email: 1 } } });
    expect(await groups()).toEqual([`${anna} u1`, "u2"]);
    expect(await refusals()).toEqual([
      `limit | u2 | ${anna} | 2 values of user_id for one email, max_per 1; won by web:e0`,
    ]);
  });
});

describe("claims", () => {
  const claimed = [
    at("e1", 0, { loyalty_card: "c1", email: anna }, true),
    at("e2", 1, { loyalty_card: "c2", email: berta }, true),
    at("e3", 2, { loyalty_card: "c1", email: berta }),
  ];

  it("join two verified profiles unless they are refused", async () => {
    await resolving(claimed, {});
    expect(await groups()).toEqual([`${anna} ${berta} c1 c2`]);
    await resolving([], {}, { refuse_claims: true });
    expect(await groups()).toEqual([`${anna} c1`, `${berta} c2`]);
    expect(await refusals()).toEqual([
      `claim_only | c1 | ${berta} | two verified profiles; no event carried both values verified; won by web:e2`,
    ]);
  });

  it("are none where an event carried both values verified, or one profile is not verified", async () => {
    const verified = at("e4", 3, { loyalty_card: "c1", email: berta }, true);
    await resolving([...claimed, verified], {}, { refuse_claims: true });
    expect(await groups()).toEqual([`${anna} ${berta} c1 c2`]);
    await store.clear();
    const [one, two, three] = claimed;
    const unverified = at("e2", 1, { loyalty_card: "c2", email: berta });
    await resolving(
      [one, unverified, three].filter((event) => event !== undefined),
      {},
      { refuse_claims: true },
    );
    expect(two?.carried.length).toBe(2);
    expect(await groups()).toEqual([`${anna} ${berta} c1 c2`]);
  });
});

describe("the policy segment", () => {
  it("drops the weakest identifier of an event that would break a limit, and looks it up again", async () => {
    await resolving(
      [
        at("e1", 0, { user_id: "u1", email: anna, anonymous_id: "a1" }),
        at("e2", 1, { user_id: "u2", email: anna, anonymous_id: "a2" }),
      ],
      {},
      { policy: "segment" },
    );
    // a2 is weaker than the e-mail and goes first; then the e-mail, which stays where it was.
    expect(await groups()).toEqual(["a1 anna@x.example u1", "a2", "u2"]);
    expect((await refusals())[0]).toBe("limit | u2 | a2 | 2 values of user_id, limit 1");
  });

  it("counts, with a window, what the profile showed in the window before the event", async () => {
    const daily: Namespaces = { email: { limit: 1, window_days: 1 } };
    const [first, second] = [
      at("e1", 0, { user_id: "u", email: anna }),
      at("e2", 0.5, { user_id: "u", email: berta }),
    ];
    await resolving([first, second], daily, { policy: "segment" });
    expect(await groups()).toEqual([`${anna} u`, berta]);
    await resolving([at("e3", 2, { user_id: "u", email: berta })], daily, { policy: "segment" });
    expect(await groups()).toEqual([`${anna} ${berta} u`]);
    expect(await refusals()).toEqual([]);
  });
});

describe("the policy adobe", () => {
  it("gives a device with all of its past to whoever signed in there last", async () => {
    const events = [
      at("e1", 0, { anonymous_id: "t", user_id: "kevin" }),
      at("e2", 1, { anonymous_id: "t", user_id: "nora" }),
    ];
    await resolving([...events, at("e0", -1, { anonymous_id: "t" })], {}, { policy: "adobe" });
    expect(await groups()).toEqual(["kevin", "nora t"]);
    expect(await refusals()).toEqual(["limit | kevin | t | 2 values of user_id, limit 1; won by web:e2"]);
    await resolving([at("e3", 2, { anonymous_id: "t", user_id: "kevin" })], {}, { policy: "adobe" });
    expect(await groups()).toEqual(["kevin t", "nora"]);
    const owners = await store.rows(
      "select distinct profile_key from event_profiles join events using (event_key) where event_id in ('e0', 'e1')",
    );
    expect(owners.length).toBe(1);
  });
});
