import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Condition } from "../../../../models/condition.ts";
import { PolkuError } from "../../../../models/errors.ts";
import {
  conditionLabel,
  conditionMasks,
  conditionSql,
} from "../../../../pipeline/analysis/definitions/conditions.ts";
import { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";

let warehouse: Warehouse;

const event = {
  channel: "web",
  event_type: "page_viewed",
  item: "/ohjeet/50%_off",
  campaign: null,
  properties: JSON.stringify({
    "user.agent": "a bot",
    page: { kind: "help", depth: 3 },
    'quo"te': "x",
    count: 7,
    paid: true,
    none: null,
    "it's": "o'clock",
  }),
  traits: null,
};

beforeAll(async () => {
  warehouse = await Warehouse.open(":memory:", {
    memory_limit: "256MB",
    threads: 1,
    temp_directory: undefined,
  });
  await warehouse.writer.run(
    `create temp table events as
     select $1 as channel, $2 as event_type, $3 as item, null::varchar as campaign, $4 as properties,
            null::varchar as traits`,
    [event.channel, event.event_type, event.item, event.properties],
  );
});

afterAll(() => warehouse.close());

const fits = async (condition: Condition): Promise<unknown> =>
  (await warehouse.writer.row(`select ${conditionSql(condition)} as fits from events`))?.["fits"];

describe("a condition", () => {
  it("holds always when it is empty", async () => {
    expect(await fits({})).toBe(true);
  });

  it("holds when all of its entries do", async () => {
    expect(await fits({ channel: "web", event_type: "page_viewed" })).toBe(true);
    expect(await fits({ channel: "web", event_type: "cart_added" })).toBe(false);
  });

  it("takes any value of a list, patterns among them", async () => {
    expect(await fits({ channel: ["store", "web"] })).toBe(true);
    expect(await fits({ channel: ["store", "w*"] })).toBe(true);
    expect(await fits({ channel: ["store", "m*"] })).toBe(false);
  });

  it("reads * as any text and every other character as itself", async () => {
    expect(await fits({ item: "/ohjeet/*" })).toBe(true);
    expect(await fits({ item: "*50%_off" })).toBe(true);
    expect(await fits({ item: "*5__*off" })).toBe(false);
    expect(await fits({ item: "*" })).toBe(true);
  });

  it("is false, not unknown, for a value that is not there", async () => {
    expect(await fits({ campaign: "spring" })).toBe(false);
    expect(await fits({ campaign: "*" })).toBe(false);
    expect(await fits({ "traits.plan": "gold" })).toBe(false);
    expect(await fits({ "properties.none": "null" })).toBe(false);
  });

  it("compares numbers and booleans as text", async () => {
    expect(await fits({ "properties.count": 7 })).toBe(true);
    expect(await fits({ "properties.count": "7" })).toBe(true);
    expect(await fits({ "properties.paid": true })).toBe(true);
    expect(await fits({ "properties.paid": "false" })).toBe(false);
  });

  it("finds a key with a dot, and a key inside an object", async () => {
    expect(await fits({ "properties.user.agent": "*bot*" })).toBe(true);
    expect(await fits({ "properties.page.kind": "help" })).toBe(true);
    expect(await fits({ "properties.page.depth": 3 })).toBe(true);
  });

  it("cannot be broken by quotes in keys or values", async () => {
    expect(await fits({ 'properties.quo"te': "x" })).toBe(true);
    expect(await fits({ "properties.it's": "o'clock" })).toBe(true);
    expect(await fits({ item: "' or true --" })).toBe(false);
  });
});

describe("masks of conditions", () => {
  it("give equal conditions one bit and different ones another", () => {
    const masks = conditionMasks([{ channel: "web" }, { channel: "store" }, { channel: ["web"] }]);
    expect(masks.maskOf({ channel: "web" })).toBe("'1'::ubigint");
    expect(masks.maskOf({ channel: "store" })).toBe("'2'::ubigint");
    expect(masks.maskOf({ channel: ["web"] })).toBe("'1'::ubigint");
  });

  it.each([64, 65, 128])("tell %i conditions apart", async (count) => {
    const conditions = Array.from({ length: count }, (_, index) => ({ item: `/p/${index}` }));
    const masks = conditionMasks(conditions);
    const last = conditions.at(-1) ?? {};
    await warehouse.writer.run(`create or replace temp macro matches(item) as ${masks.matches}`);
    const row = await warehouse.writer.row(
      `select (matches('/p/${count - 1}') & ${masks.maskOf(last)}) <> 0 as fits,
              (matches('/p/0') & ${masks.maskOf(last)}) <> 0 as other`,
    );
    expect(row).toEqual({ fits: true, other: false });
  });

  it("are refused where there are more than 128", () => {
    const conditions = Array.from({ length: 129 }, (_, index) => ({ item: String(index) }));
    expect(() => conditionMasks(conditions)).toThrow(PolkuError);
  });
});

describe("the label of a funnel's step", () => {
  it.each([
    [{ event_type: "cart_added" }, "cart_added"],
    [{ channel: "web", event_type: "cart_added" }, "web/cart_added"],
    [{ step_label: "web/help" }, "web/help"],
    [{ event_type: ["cart_added", "cart_viewed"] }, "cart_added|cart_viewed"],
    [{ channel: "web", item: "/p/*" }, "web, item=/p/*"],
    [{ "properties.count": 7 }, "properties.count=7"],
    [{}, "any"],
  ] as const)("of %j is %s", (condition, label) => {
    expect(conditionLabel(condition as unknown as Condition)).toBe(label);
  });
});
