import { describe, expect, it } from "vitest";
import { arrivalsOf, neutralConfig, neutralRecord, type NeutralRecord } from "../world/neutral.ts";
import { oracle, type OracleResult } from "./oracle.ts";

const secret = Buffer.from("a secret for tests only");

const answer = (
  records: readonly NeutralRecord[],
  dataEnd: string,
  given: Readonly<Record<string, unknown>> = {},
): OracleResult =>
  oracle(arrivalsOf(records), neutralConfig(given), { dataEnd, runStart: "2026-12-31T00:00:00Z", secret });

const rowsOf = (result: OracleResult, table: string, columns: readonly string[]): unknown[][] =>
  (result.tables[table] ?? []).map((row) => columns.map((column) => row[column]));

const one = { identifiers: { email: "maija@example.com" } };
const purchase = { journeys: [{ name: "purchase", goal: { event_type: "order_completed" } }] };

const workedExample = [
  neutralRecord("e1", "01-01 10:00", one),
  neutralRecord("e2", "01-01 10:10", one),
  neutralRecord("e3", "01-01 10:40", { ...one, event_type: "cart_added" }),
  neutralRecord("e4", "01-01 12:00", {
    ...one,
    channel: "email",
    event_type: "email_sent",
    direction: "outbound",
  }),
  neutralRecord("e5", "01-02 09:00", { ...one, channel: "service", event_type: "call_received" }),
  neutralRecord("e6", "01-03 11:00", { ...one, channel: "store", event_type: "order_completed" }),
  neutralRecord("e7", "03-01 08:00", one),
];

describe("the worked example of the contract", () => {
  const result = answer(workedExample, "2026-03-31T08:00:00Z", purchase);

  it("splits sessions at exactly thirty minutes and gives outbound touchpoints none", () => {
    expect(rowsOf(result, "fct_touchpoints", ["event_id", "session_id"])).toEqual([
      ["e1", "web:e1"],
      ["e2", "web:e1"],
      ["e3", "web:e3"],
      ["e4", null],
      ["e5", "web:e5"],
      ["e6", "web:e6"],
      ["e7", "web:e7"],
    ]);
  });

  it("converts the first journey and leaves the second open at exactly thirty days", () => {
    expect(
      rowsOf(result, "fct_journeys", ["journey_id", "outcome", "touchpoints", "steps", "sessions"]),
    ).toEqual([
      ["purchase:web:e1", "converted", 5, 4, 4],
      ["purchase:web:e7", "open", 1, 1, 1],
    ]);
    expect(rowsOf(result, "fct_paths", ["path", "journeys"])).toContainEqual([
      "web/page_viewed > web/cart_added > service/call_received > store/order_completed",
      1,
    ]);
  });

  it("sees three drop-offs in the four visits of the first journey", () => {
    const columns = ["step_label", "channel", "drop_off_kind", "next_channel", "drop_offs"];
    expect(rowsOf(result, "fct_drop_offs", columns)).toEqual([
      ["web/page_viewed", "web", "continued_later", "web", 1],
      ["web/cart_added", "web", "continued_elsewhere", "service", 1],
      ["service/call_received", "service", "continued_elsewhere", "store", 1],
      ["web/page_viewed", "web", "open", null, 1],
    ]);
  });

  it("drops the second journey one microsecond later", () => {
    const later = answer(workedExample, "2026-03-31T08:00:00.000001Z", purchase);
    expect(rowsOf(later, "fct_journeys", ["outcome"])).toEqual([["converted"], ["dropped"]]);
    expect(rowsOf(later, "fct_drop_offs", ["drop_off_kind"])).toContainEqual(["gone"]);
  });
});

const kept = (records: readonly NeutralRecord[]): unknown =>
  rowsOf(answer(records, "2026-02-01T00:00:00Z"), "fct_touchpoints", ["item"]);

describe("which record is the event", () => {
  it("keeps the highest revision in the order null, text, number, time", () => {
    const versions = [null, "b", "a", "10", "9", "2026-01-01T00:00:00Z"].map((revision, index) =>
      neutralRecord("e1", "01-01 10:00", { ...one, revision, item: `version ${index}` }),
    );
    expect(kept(versions)).toEqual([["version 5"]]);
    expect(kept(versions.slice(0, 5).toReversed())).toEqual([["version 3"]]);
    expect(kept(versions.slice(0, 3))).toEqual([["version 1"]]);
  });

  it("counts what is set aside, what is later than the end of data and what belongs to nobody", () => {
    const records = [
      neutralRecord("e1", "01-01 10:00", { identifiers: { email: "null" } }),
      neutralRecord("e2", "03-01 10:00", one),
      { event_id: "e3" },
      neutralRecord("e4", "01-01 10:00", { ...one, occurred_at: "yesterday" }),
    ];
    expect(answer(records, "2026-02-01T00:00:00Z").counts).toMatchObject({
      records: 4,
      mapped: 2,
      quarantined_records: 2,
      stored: 2,
      unattributed: 1,
      future: 1,
    });
  });
});

const at = (id: string, second: string, event_type: string): NeutralRecord =>
  neutralRecord(id, `01-01 10:${second}`, { ...one, event_type });

describe("funnels", () => {
  const steps = [
    { event_type: "product_viewed" },
    { event_type: "cart_added" },
    { event_type: "order_completed" },
  ];
  const funnel = (given: object): Readonly<Record<string, unknown>> => ({
    funnels: [{ name: "checkout", window_seconds: 60, steps, ...given }],
  });
  const columns = ["profiles", "went_on", "dropped", "open", "median_seconds_from_previous"];

  it("takes the best attempt, with the window counted in", () => {
    const events = [
      at("e1", "00:00", "product_viewed"),
      at("e2", "00:30", "product_viewed"),
      at("e3", "01:00", "cart_added"),
      at("e4", "01:30", "order_completed"),
    ];
    expect(rowsOf(answer(events, "2026-01-02T00:00:00Z", funnel({})), "fct_funnel_steps", columns)).toEqual([
      [1, 1, 0, 0, null],
      [1, 1, 0, 0, 30],
      [1, 1, 0, 0, 30],
    ]);
  });

  it("is open while an attempt that got as far began less than the window ago", () => {
    const events = [at("e1", "00:00", "product_viewed")];
    const openAt = (end: string): unknown =>
      rowsOf(answer(events, end, funnel({})), "fct_funnel_steps", ["dropped", "open"])[0];
    expect(openAt("2026-01-01T10:00:59.999999Z")).toEqual([0, 1]);
    expect(openAt("2026-01-01T10:01:00Z")).toEqual([1, 0]);
  });

  it("lets touchpoints of one instant stand in any order only where ties convert", () => {
    const events = [at("e1", "00:00", "cart_added"), at("e2", "00:00", "product_viewed")];
    const reached = (ties: string): unknown =>
      rowsOf(answer(events, "2026-01-02T00:00:00Z", funnel({ ties })), "fct_funnel_steps", ["profiles"]);
    expect(reached("order")).toEqual([[1], [0], [0]]);
    expect(reached("convert")).toEqual([[1], [1], [0]]);
  });
});
