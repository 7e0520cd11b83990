import { describe, expect, it } from "vitest";
import { ga360 } from "../../../connectors/web/ga360.ts";
import { documentOf, FormatBench, identifierNames } from "../../contract/format-bench.ts";
import type { Row } from "../../../pipeline/warehouse/session.ts";
import { lineOf, textOf, type Value } from "../../contract/record-paths.ts";

const bench = new FormatBench();

const visit = (hits: readonly Value[], members: Readonly<Record<string, Value>> = {}): Value => ({
  fullVisitorId: "22",
  visitId: 1501583974,
  visitStartTime: 1501583974,
  hits,
  ...members,
});

const page = (hitNumber: number, members: Readonly<Record<string, Value>> = {}): Value => ({
  hitNumber,
  time: hitNumber * 1000,
  type: "PAGE",
  page: { pagePath: `/p/${String(hitNumber)}` },
  ...members,
});

const purchase = (hitNumber: number, transaction: Value): Value =>
  page(hitNumber, { eCommerceAction: { action_type: "6" }, transaction });

const eventsOf = async (record: Value): Promise<readonly Row[]> =>
  (await bench.events(ga360, [record])).toSorted((a, b) => Number(a["sequence"]) - Number(b["sequence"]));

const typesOf = async (record: Value): Promise<unknown[]> =>
  (await eventsOf(record)).map(({ event_type }) => event_type);

const valuesOf = async (record: Value): Promise<unknown[]> =>
  (await eventsOf(record)).map(({ value }) => value);

const came = (trafficSource: Value): Promise<unknown[]> => typesOf(visit([page(1)], { trafficSource }));

describe("an order", () => {
  it("stands on the hit that tells its revenue, wherever its page is shown again", async () => {
    const record = visit([
      purchase(1, { transactionId: "A" }),
      purchase(2, { transactionId: "A", transactionRevenue: 1_005_000_000 }),
      purchase(3, { transactionId: "A" }),
    ]);
    expect(await typesOf(record)).toEqual(["page_viewed", "order_completed", "page_viewed"]);
    expect(await valuesOf(record)).toEqual([null, "1005.00", null]);
  });

  it("of nothing stands on its first hit", async () => {
    const record = visit([purchase(1, { transactionId: "A" }), purchase(2, { transactionId: "A" })]);
    expect(await typesOf(record)).toEqual(["order_completed", "page_viewed"]);
  });

  it("counts as often as its number tells a revenue", async () => {
    const paid = { transactionId: "A", transactionRevenue: "5000000" };
    expect(await valuesOf(visit([purchase(1, paid), purchase(2, paid)]))).toEqual(["5.00", "5.00"]);
  });

  it("has a currency only where its amount is in it", async () => {
    const events = await eventsOf(
      visit([
        purchase(1, { transactionId: "A", transactionRevenue: "1", currencyCode: "eur" }),
        purchase(2, { transactionId: "B", localTransactionRevenue: "2000000", currencyCode: "eur" }),
      ]),
    );
    expect(events.map(({ value, currency }) => [value, currency])).toEqual([
      ["0.00", null],
      ["2.00", "EUR"],
    ]);
  });
});

describe("a campaign", () => {
  it("was clicked where the visit came by it", async () => {
    expect(await came({ campaign: "spring" })).toEqual(["campaign_clicked", "page_viewed"]);
    expect(await came({ campaign: "(not set)", adwordsClickInfo: { gclId: "x" } })).toHaveLength(2);
  });

  it("was not, where Google credits an earlier visit's, or knows of none", async () => {
    expect(await came({ campaign: "spring", isTrueDirect: true })).toEqual(["page_viewed"]);
    expect(await came({ campaign: "(not set)" })).toEqual(["page_viewed"]);
  });
});

describe("a visit", () => {
  it("has other ids after midnight, and the same when it is exported again with more hits", async () => {
    const idsOf = async (record: Value): Promise<unknown[]> =>
      (await eventsOf(record)).map(({ event_id }) => event_id);
    const before = await idsOf(visit([page(1)]));
    expect((await idsOf(visit([page(1), page(2)])))[0]).toBe(before[0]);
    expect(await idsOf(visit([page(1)], { visitStartTime: 1501584000 }))).not.toEqual(before);
    const [later] = await eventsOf(visit([page(1), page(2)]));
    expect(later?.["revision"]).toBe("2");
  });

  it("loses a faulty hit alone, and without hits is of no known kind", async () => {
    const odd = [page(1), { hitNumber: 2, time: "soon" }, "x", page(4, { hitNumber: null })];
    const { events, faults } = await bench.lines(ga360, [visit(odd), visit([])].map(lineOf));
    expect(events.map(({ item }) => item)).toEqual(["/p/1"]);
    const reasons = faults.map(({ position, reason }) => `${textOf(position)} ${textOf(reason)}`);
    expect(reasons.toSorted()).toEqual([
      "1 bad_time",
      "1 missing_event_id",
      "1 unknown_kind",
      "2 unknown_kind",
    ]);
  });

  it("keeps what only looks like a member that is null", async () => {
    const text = '{"a":null,"b":1},"c":null';
    const record = visit([page(1, { note: text, gone: null, deep: [{ gone: null }, null], visit: 1 })], {
      gone: null,
      device: { gone: null, kept: text },
    });
    const [event] = await bench.events(ga360, [record]);
    expect(documentOf(event, "properties")).toMatchObject({
      note: text,
      deep: [{}, null],
      visit: 1,
      _record: { visit: { device: { kept: text } } },
    });
    expect(JSON.stringify(documentOf(event, "properties"))).not.toContain("gone");
  });

  it("is a screen's in an app", async () => {
    const hit = { hitNumber: 1, type: "APPVIEW", dataSource: "app", appInfo: { screenName: "Home" } };
    const [event] = await bench.events(ga360, [visit([hit], { clientId: "c" })]);
    expect(event).toMatchObject({ channel: "mobile", event_type: "screen_viewed", item: "Home" });
    expect(identifierNames(event)).toEqual(["anonymous_id:22", "anonymous_id:c"]);
  });
});
