import { describe, expect, it } from "vitest";
import { receipts } from "../../../connectors/store/receipts.ts";
import { documentOf, FormatBench, identifierNames } from "../../contract/format-bench.ts";
import { lineOf, type Value } from "../../contract/record-paths.ts";

const bench = new FormatBench();

type Members = Readonly<Record<string, Value>>;

const line = (members: Members): Members => ({
  receipt_id: "r1",
  line: "1",
  store: "Turku",
  sold_at: "2026-11-25T09:10:22Z",
  product: "tea",
  quantity: "1",
  amount: "3.90",
  currency: "EUR",
  ...members,
});

const valueOf = async (...lines: readonly Members[]): Promise<unknown> => {
  const [event] = await bench.events(receipts, lines);
  return event?.["value"];
};

describe("receipts", () => {
  it("are the sum of their lines, wherever these stand in the file", async () => {
    const lines = [
      line({ amount: "3.90" }),
      line({ receipt_id: "r2", amount: "1,5" }),
      line({ line: "2", amount: "-1.00" }),
      line({ line: "10", amount: "0.10" }),
    ];
    const forward = await bench.events(receipts, lines);
    expect(forward.map(({ event_id, value }) => [event_id, value])).toEqual([
      ["r1", "3.00"],
      ["r2", "1.50"],
    ]);
    const numbers = documentOf(forward[0], "properties") as { lines: { line: string }[] };
    expect(numbers.lines.map((each) => each.line)).toEqual(["1", "2", "10"]);
    const backward = await bench.events(receipts, lines.toReversed());
    const unplaced = forward.map((event) => ({ ...event, position: 0 }));
    expect(new Set(backward.map((event) => ({ ...event, position: 0 })))).toEqual(new Set(unplaced));
  });

  it("are a refund where more was paid back than paid", async () => {
    const events = await bench.events(receipts, [
      line({ amount: "-3.90" }),
      line({ receipt_id: "r2", amount: "0" }),
    ]);
    expect(events.map(({ event_type, value }) => [event_type, value])).toEqual([
      ["order_refunded", "-3.90"],
      ["order_completed", "0.00"],
    ]);
  });

  it("have no value where one amount cannot be read, or where currencies differ", async () => {
    expect(await valueOf(line({}), line({ line: "2", amount: "free" }))).toBeNull();
    expect(await valueOf(line({}), line({ line: "2", currency: "SEK" }))).toBeNull();
    expect(await valueOf(line({}), line({ line: "2", currency: "eur" }))).toBe("7.80");
    expect(await valueOf(line({}), line({ line: "2", currency: null }))).toBe("7.80");
  });

  it("count a numbered line that stands there twice once, and unnumbered ones as often as they stand", async () => {
    expect(await valueOf(line({}), line({}))).toBe("3.90");
    expect(await valueOf(line({}), line({ amount: "1.00" }))).toBe("4.90");
    expect(await valueOf(line({ line: null }), line({ line: null }))).toBe("7.80");
  });

  it("happened when their earliest line did, in the zone of the source", async () => {
    const lines = [
      line({ sold_at: "25.11.2026 9.12" }),
      line({ line: "2", sold_at: "25.11.2026 09:10:22" }),
      line({ line: "3", sold_at: "later" }),
    ];
    const [event] = await bench.events(receipts, lines, "Europe/Helsinki");
    expect(event?.["occurred_at"]).toBe("2026-11-25T07:10:22.000Z");
    expect(documentOf(event, "properties")).toMatchObject({
      lines: [{ sold_at: "25.11.2026 9.12" }, {}, {}],
    });
  });

  it("belong to every card and address on them", async () => {
    const [event] = await bench.events(receipts, [
      line({ loyalty_card: "6050 1" }),
      line({ line: "2", loyalty_card: "6050 1", email: "x@example.com" }),
      line({ line: "3", loyalty_card: "6050 2" }),
    ]);
    expect(identifierNames(event)).toEqual([
      "email:x@example.com",
      "loyalty_card:6050 1",
      "loyalty_card:6050 2",
    ]);
  });

  it("keep columns that nobody declared in their lines", async () => {
    const [event] = await bench.events(receipts, [line({ cashier: "7" })]);
    expect(documentOf(event, "properties")).toEqual({
      lines: [{ line: "1", product: "tea", quantity: "1", amount: "3.90", cashier: "7" }],
    });
  });

  it("without a number are set aside line by line, and a time that cannot be read sets aside all lines", async () => {
    const stray = line({ receipt_id: null });
    expect(await bench.reasons(receipts, [stray, stray])).toEqual([
      "1 missing_event_id",
      "2 missing_event_id",
    ]);
    const lines = [line({ sold_at: "soon" }), line({ line: "2", sold_at: "soon" })].map(lineOf);
    const { file, faults } = await bench.lines(receipts, lines);
    expect(faults.map(({ reason }) => reason)).toEqual(["bad_time", "bad_time"]);
    expect(file).toMatchObject({ records: 2, quarantinedRecords: 2 });
  });
});
