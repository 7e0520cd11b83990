import { describe, expect, it } from "vitest";
import { polkuEvents } from "../../../connectors/polku/events.ts";
import { documentOf, FormatBench, identifierNames } from "../../contract/format-bench.ts";
import { rawJson, type Value } from "../../contract/record-paths.ts";

const bench = new FormatBench();

type Members = Readonly<Record<string, Value>>;

const record = (members: Members = {}): Members => ({
  event_id: "e1",
  channel: "web",
  event_type: "page_viewed",
  occurred_at: "2026-01-01T10:00:00Z",
  ...members,
});

const identifiersOf = async (...all: readonly Value[]): Promise<string[][]> => {
  const events = await bench.events(
    polkuEvents,
    all.map((identifiers) => record({ identifiers })),
  );
  return events.map(identifierNames);
};

describe("identifiers", () => {
  it("are texts, numbers, verified values, and lists of them", async () => {
    expect(
      await identifiersOf(
        { email: "x@example.com", user_id: 5 },
        { email: ["y@example.com", "x@example.com"] },
        { user_id: { value: "u1", verified: true }, phone: { value: 401, verified: false } },
        { email: [{ value: "x@example.com", verified: true }, "y@example.com", 7] },
        { card: '{"value":"text"}', tag: 'say "hi"\\' },
        { user_id: rawJson("123456789012345678901234567890") },
      ),
    ).toEqual([
      ["email:x@example.com", "user_id:5"],
      ["email:x@example.com", "email:y@example.com"],
      ["phone:401", "user_id:u1!"],
      ["email:7", "email:x@example.com!", "email:y@example.com"],
      ['card:{"value":"text"}', 'tag:say "hi"\\'],
      ["user_id:123456789012345678901234567890"],
    ]);
  });

  it("may be empty, for identity to refuse", async () => {
    expect(await identifiersOf({ email: "" }, { email: [" "] })).toEqual([["email:"], ["email: "]]);
  });

  it("are none where the value is neither text nor number", async () => {
    const none: Value[] = [
      {},
      { email: null, user_id: true },
      { email: [null, [], {}, false] },
      { email: { value: { a: 1 } } },
      { email: { verified: true } },
      "x@example.com",
      [],
      null,
    ];
    expect(await identifiersOf(...none)).toEqual(none.map(() => []));
  });
});

describe("properties", () => {
  it("hold members of no column, beside the given ones", async () => {
    const [event] = await bench.events(polkuEvents, [
      record({ properties: { a: 1, b: { c: 2 } }, weather: "rain", depth: null, b: 3 }),
    ]);
    expect(documentOf(event, "properties")).toEqual({
      a: 1,
      b: { c: 2 },
      weather: "rain",
      depth: null,
      _record: { b: 3 },
    });
  });

  it("hold values that their column cannot", async () => {
    const odd = {
      direction: "sideways",
      sequence: "first",
      value: "12 EUR",
      identity_action: "guessed",
      traits: "tall",
      consent: [1],
      properties: "none",
      item: { sku: 1 },
      currency: ["EUR"],
    };
    const [event] = await bench.events(polkuEvents, [record(odd)]);
    expect(documentOf(event, "properties")).toEqual(odd);
    expect(event).toMatchObject({
      direction: "inbound",
      sequence: 0,
      value: null,
      identity_action: "observed",
      item: null,
    });
  });

  it("hold nothing of a member that is null or empty", async () => {
    const [event] = await bench.events(polkuEvents, [
      record({
        direction: null,
        value: null,
        traits: {},
        consent: null,
        properties: {},
        identifiers: null,
        item: "",
      }),
    ]);
    expect(event).toMatchObject({ traits: null, consent: null });
    expect(documentOf(event, "properties") ?? {}).not.toHaveProperty("value");
  });
});

describe("columns", () => {
  it("are what the record says", async () => {
    const [event] = await bench.events(polkuEvents, [
      record({
        event_type: "loan_applied",
        direction: "outbound",
        sequence: -3,
        value: 1500.5,
        currency: "EUR",
        revision: 7,
        identity_action: "merged",
        item: 12,
      }),
    ]);
    expect(event).toMatchObject({
      event_type: "custom",
      vendor_event: "loan_applied",
      direction: "outbound",
      sequence: -3,
      value: "1500.50",
      revision: "7",
      identity_action: "merged",
      item: "12",
    });
  });

  it("that must be there are missed by name", async () => {
    const without = (name: string): Members =>
      Object.fromEntries(Object.entries(record()).filter(([member]) => member !== name));
    const records = ["occurred_at", "event_id", "channel", "event_type"].map(without);
    expect(await bench.reasons(polkuEvents, [...records, record({ event_id: { a: 1 } })])).toEqual([
      "1 missing_time",
      "2 missing_event_id",
      "3 missing_channel",
      "4 missing_type",
      "5 missing_event_id",
    ]);
  });
});
