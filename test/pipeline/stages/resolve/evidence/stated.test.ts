import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StatedIdentifier, Statement, StatementKind } from "../../../../../models/identity/statement.ts";
import { statementOf } from "../../../../../pipeline/identity/statements.ts";
import { neutralConfig } from "../../../../world/neutral.ts";
import { IdentityStore, idOf } from "../../identity-store.ts";
import { secondsIn, seen } from "../../seen.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());
beforeEach(() => store.clear());

const config = neutralConfig({ identity: { phone: { default_country: "FI" } } });
const later = secondsIn(1_000_000);

const named = (text: string): StatedIdentifier => {
  const [namespace = "", value = ""] = text.split(":");
  return { namespace, value };
};

const say = (
  kind: StatementKind,
  about: readonly string[],
  at = 1n,
  reason = "seen in the shop",
): Statement =>
  statementOf({
    kind,
    identifiers: kind === "undo" ? [] : about.map(named),
    undoes: kind === "undo" ? (about[0] ?? "") : null,
    at,
    author: "maija",
    reason,
  });

const undo = ({ statement_id }: Statement, at = 100n): Statement => say("undo", [statement_id], at);

const put = (...events: Parameters<typeof seen>[]): Promise<void> =>
  store.put(events.map((event) => seen(...event)));

const state = (...statements: readonly Statement[]) => store.resolve(config, later, { statements });

/** Values by profile, each profile as one text. */
const profiles = async (): Promise<string[]> => {
  const rows = await store.rows(
    `select string_agg("value", ' ' order by "value") as held
    from (
      select identifiers."value", case when members.identifier_key is null then identifier_key else members.profile_key end as profile
      from identifiers semi join identifier_facts using (identifier_key) left join members using (identifier_key)
    )
    where profile is not null group by profile order by held`,
  );
  return rows.map(({ held }) => String(held));
};

describe("statements in a resolve", () => {
  it("join what no event carried together, singletons too, whatever the limits say", async () => {
    await put(["e1", 1, { user_id: "u1", email: "a@x" }], ["e2", 2, { user_id: "u2" }]);
    const join = say("join", ["user_id:u1", "user_id:u2"]);
    await state(join);
    expect(await profiles()).toEqual(["a@x u1 u2"]);
    await state(undo(join));
    expect(await profiles()).toEqual(["a@x u1", "u2"]);
  });

  it("keep two apart that several chains of links connect, and name the statement in the refusal", async () => {
    await put(
      ["e1", 1, { email: "a@x", phone: "0401234567" }],
      ["e2", 2, { email: "b@x", phone: "0401234567" }],
      ["e3", 3, { email: "a@x", loyalty_card: "7" }],
      ["e4", 4, { email: "b@x", loyalty_card: "7" }],
    );
    await store.resolve(config, later);
    expect(await profiles()).toHaveLength(1);
    const split = say("split", ["email:a@x", "email:b@x"], 1n, "two sisters");
    await state(split);
    expect(await profiles()).toEqual(["+358401234567 7 a@x", "b@x"].toSorted());
    const refused = await store.mart("identity_refusals", "rule, value_a, value_b, event_id, detail");
    expect(refused).toHaveLength(2);
    for (const { rule, detail } of refused) {
      expect(rule).toBe("split");
      expect(detail).toContain(`statement ${split.statement_id} (two sisters)`);
    }
    await state(undo(split));
    expect(await profiles()).toHaveLength(1);
    expect(await store.mart("identity_refusals")).toEqual([]);
  });

  it("let the later of a join and a split of one pair hold", async () => {
    await put(["e1", 1, { user_id: "u1", email: "a@x" }], ["e2", 2, { user_id: "u2", email: "b@x" }]);
    await state(
      say("split", ["user_id:u1", "user_id:u2"], 2n),
      say("join", ["user_id:u1", "user_id:u2"], 3n),
    );
    expect(await profiles()).toEqual(["a@x b@x u1 u2"]);
    await state(say("split", ["user_id:u2", "user_id:u1"], 4n));
    expect(await profiles()).toEqual(["a@x u1", "b@x u2"]);
  });

  it("stand in the refusals of the links that a join won over", async () => {
    await put(["e1", 1, { user_id: "u1", email: "a@x" }], ["e2", 2, { user_id: "u2" }]);
    const join = say("join", ["user_id:u2", "email:a@x"]);
    await state(join);
    expect(await profiles()).toEqual(["a@x u2", "u1"]);
    expect(await store.mart("identity_refusals", "rule, value_a, value_b, detail")).toEqual([
      {
        rule: "limit",
        value_a: "u1",
        value_b: "a@x",
        detail: `2 values of user_id, limit 1; won by statement ${join.statement_id}`,
      },
    ]);
  });

  it("tell in the history what was merged and split, by no event", async () => {
    const [u1, u2] = [idOf("user_id", "u1"), idOf("user_id", "u2")];
    await put(["e1", 1, { user_id: "u1" }], ["e2", 2, { user_id: "u2" }]);
    await store.resolve(config, later);
    const join = say("join", ["user_id:u1", "user_id:u2"]);
    await state(join);
    expect(await store.changes()).toEqual([
      { cause: "merged", profile_id: u2, other_profile_id: u1, event_id: null },
    ]);
    await state(undo(join));
    expect(await store.changes()).toEqual([
      { cause: "split", profile_id: u2, other_profile_id: u1, event_id: null },
    ]);
  });

  it("hold as soon as an identifier appears, also the other end of one that was there long before", async () => {
    await put(["e1", 1, { user_id: "u1", email: "a@x" }]);
    await state(
      say("join", ["user_id:u1", "loyalty_card:7"]),
      say("split", ["email:a@x", "phone:+358401234567"]),
    );
    expect(await profiles()).toEqual(["a@x u1"]);
    await put(["e2", 2, { loyalty_card: "7" }], ["e3", 3, { user_id: "u1", phone: "0401234567" }]);
    await store.resolve(config, later);
    expect(await profiles()).toEqual(["+358401234567", "7 a@x u1"]);
    await store.displace([{ source: "web", event_id: "e2" }]);
    await store.resolve(config, later);
    expect(await profiles()).toEqual(["+358401234567", "a@x u1"]);
  });

  it("block a value in the events of the past, and let it go again", async () => {
    await put(["e1", 1, { user_id: "u1", email: "till@x" }], ["e2", 2, { user_id: "u2", email: "till@x" }]);
    await store.resolve(config, later);
    const block = say("block", ["email:till@x"], 1n, "the till");
    await state(block);
    expect(await profiles()).toEqual(["u1", "u2"]);
    expect(await store.mart("identity_refusals", "rule, value_a, event_id, detail")).toEqual([
      {
        rule: "blocked_value",
        value_a: "till@x",
        event_id: "e1",
        detail: `statement ${block.statement_id} (the till)`,
      },
    ]);
    await state(say("unblock", ["email:till@x"], 2n));
    expect(await store.mart("identity_refusals", "rule")).toEqual([{ rule: "limit" }]);
  });

  it("let through exactly the value that the configuration blocks", async () => {
    await put(["e1", 1, { user_id: "0" }], ["e2", 2, { user_id: "-1" }]);
    await store.resolve(config, later);
    expect(await profiles()).toEqual([]);
    const unblock = say("unblock", ["user_id:0"]);
    await state(unblock);
    expect(await profiles()).toEqual(["0"]);
    await state(undo(unblock));
    expect(await profiles()).toEqual([]);
  });

  it("join others by a shared value, which stays nobody's own", async () => {
    const strict = neutralConfig({ identity: { namespaces: { phone: { max_profiles: 1 } } } });
    await put(
      ["e1", 1, { user_id: "u1", phone: "+358401234567" }],
      ["e2", 2, { user_id: "u2", phone: "+358401234567" }],
      ["e3", 3, { user_id: "u3" }],
    );
    const statements = ["u1", "u3"].map((user) => say("join", ["phone:+358401234567", `user_id:${user}`]));
    await store.resolve(strict, later, { statements });
    expect(await profiles()).toEqual(["u1 u3", "u2"]);
    expect(await store.mart("identity_refusals", "rule")).toEqual([
      { rule: "shared_value" },
      { rule: "shared_value" },
    ]);
  });

  it("count values that joins connect as one towards a limit, in a cycle too", async () => {
    await put(
      ["e1", 1, { user_id: "u1", email: "a@x" }],
      ["e2", 2, { user_id: "u2" }],
      ["e3", 3, { user_id: "u3" }],
      ["e4", 4, { user_id: "u4", email: "a@x" }],
    );
    await state(
      say("join", ["user_id:u1", "user_id:u2"]),
      say("join", ["user_id:u2", "user_id:u3"]),
      say("join", ["user_id:u3", "user_id:u1"]),
    );
    expect(await profiles()).toEqual(["a@x u1 u2 u3", "u4"]);
  });

  it("are added with what follows from them, or not at all", async () => {
    await put(["e1", 1, { user_id: "u1" }], ["e2", 2, { user_id: "u2" }]);
    await store.resolve(config, later);
    await store.rows("alter table link_refusals rename column rule to another");
    await expect(state(say("join", ["user_id:u1", "user_id:u2"]))).rejects.toThrow();
    await store.rows("alter table link_refusals rename column another to rule");
    expect(await store.rows("from statements")).toEqual([]);
    expect(await profiles()).toEqual(["u1", "u2"]);
  });
});

/** Rows in no order. */
const tables = async (): Promise<Record<string, string[]>> => {
  const all = Object.entries(await store.tables());
  return Object.fromEntries(
    all.map(([name, rows]) => [name, rows.map((row: unknown) => JSON.stringify(row)).toSorted()]),
  );
};
const seeTwo = (): Promise<void> =>
  put(
    ["e1", 1, { user_id: "u1", email: "a@x" }],
    ["e2", 2, { user_id: "u2", email: "b@x" }],
    ["e3", 3, { email: "a@x", anonymous_id: "d" }],
    ["e4", 4, { email: "b@x", anonymous_id: "d" }],
  );

describe.each(["adobe", "segment"] as const)("statements under the policy %s", (policy) => {
  const other = neutralConfig({ identity: { policy } });
  const told = (statements: readonly Statement[]) => store.resolve(other, later, { statements });
  const join = say("join", ["user_id:u1", "user_id:u2"], 1n);
  const split = say("split", ["user_id:u1", "email:a@x"], 2n);
  it("join, keep apart, and leave nothing behind when they are undone", async () => {
    await seeTwo();
    await store.resolve(other, later);
    const before = await tables();
    await told([join]);
    expect(await profiles()).toEqual(["a@x b@x d u1 u2"]);
    await told([split]);
    const apart = await profiles();
    expect(apart.filter((held) => held.includes("u1") || held.includes("a@x"))).toHaveLength(2);
    expect(apart.find((held) => held.includes("u1"))).toContain("u2");
    await told([undo(split)]);
    expect(await profiles()).toEqual(["a@x b@x d u1 u2"]);
    await told([undo(join)]);
    expect(await tables()).toEqual(before);
  });

  it("come to the same in any order, and of a pair the later holds", async () => {
    const again = say("split", ["user_id:u2", "user_id:u1"], 3n);
    await seeTwo();
    for (const statement of [join, split, again]) await told([statement]);
    const forward = await tables();
    await store.clear();
    await seeTwo();
    await told([again, split, join]);
    expect(await tables()).toEqual(forward);
    expect((await profiles()).some((held) => held.includes("u1") && held.includes("u2"))).toBe(false);
  });
});
