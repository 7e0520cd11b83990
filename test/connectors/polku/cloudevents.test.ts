import { CloudEvent, HTTP } from "cloudevents";
import { describe, expect, it } from "vitest";
import { cloudEvents } from "../../../connectors/polku/cloudevents.ts";
import { polkuEvents } from "../../../connectors/polku/events.ts";
import { documentOf, FormatBench, identifierNames } from "../../contract/format-bench.ts";
import { rawJson, textOf, type Value } from "../../contract/record-paths.ts";

const bench = new FormatBench();

type Members = Readonly<Record<string, Value>>;

const envelope = (members: Members = {}): Members => ({
  specversion: "1.0",
  id: "e1",
  source: "/pos/store-7",
  type: "order_completed",
  time: "2026-01-01T10:00:00Z",
  ...members,
});

const neutral = { channel: "store", identifiers: { loyalty_card: "L1" } };

describe("the id", () => {
  it("is of source and id together, and of nothing else", async () => {
    const ids = (
      await bench.events(cloudEvents, [
        envelope({ data: neutral }),
        envelope({ data: { ...neutral, value: 1 }, time: "2026-01-02T10:00:00Z", subject: "x" }),
        envelope({ data: neutral, id: "e2" }),
        envelope({ data: neutral, source: "/pos/store-8" }),
        envelope({ data: neutral, source: "/pos/store-7e", id: "1" }),
      ])
    ).map(({ event_id }) => textOf(event_id));
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(4);
  });

  it("is the data's own where it is a neutral event that has one", async () => {
    const events = await bench.events(cloudEvents, [
      envelope({ data: { ...neutral, event_id: "order 7" } }),
      envelope({ data: { ...neutral, event_id: null } }),
      envelope({ data: { event_id: "order 7" }, channel: "store" }),
    ]);
    const [own, none, foreign] = events.map(({ event_id }) => event_id);
    expect(own).toBe("order 7");
    expect(foreign).toBe(none);
    expect(none).not.toBe(own);
  });

  it("is missing where one of the two is", async () => {
    const odd = [{ id: "" }, { id: null }, { id: 7 }, { source: "" }, { source: { of: 1 } }];
    expect(
      await bench.reasons(
        cloudEvents,
        odd.map((members) => envelope({ data: neutral, ...members })),
      ),
    ).toEqual(odd.map((_, index) => `${String(index + 1)} missing_event_id`));
  });
});

describe("data that is a neutral event", () => {
  it("is what polku/events makes of it, completed by the envelope", async () => {
    const whole = {
      event_id: "x1",
      channel: "service",
      event_type: "loan_applied",
      occurred_at: "2026-01-03T10:00:00Z",
      direction: "outbound",
      sequence: 4,
      revision: "7",
      identifiers: { email: { value: "x@example.com", verified: true }, user_id: [1, 2] },
      identity_action: "identified",
      item: "loan",
      campaign: "spring",
      value: "1500.00",
      currency: "EUR",
      traits: { city: "Turku" },
      consent: { analytics: true },
      properties: { of: { bank: 7 } },
      weather: "rain",
    };
    const [own] = await bench.events(polkuEvents, [whole]);
    const [wrapped] = await bench.events(cloudEvents, [envelope({ data: whole, subject: "order/1" })]);
    const { properties: given, ...columns } = own ?? {};
    expect(wrapped).toMatchObject(columns);
    expect(documentOf(wrapped, "properties")).toEqual({
      ...(JSON.parse(textOf(given)) as object),
      id: "e1",
      source: "/pos/store-7",
      type: "order_completed",
      time: "2026-01-01T10:00:00Z",
      subject: "order/1",
    });
  });

  it("takes type, time and subject of the envelope where it has none, and they are then not said twice", async () => {
    const [event] = await bench.events(cloudEvents, [
      envelope({ data: { ...neutral, item: null }, subject: "order/1", channel: "web" }),
    ]);
    expect(event).toMatchObject({
      channel: "store",
      event_type: "order_completed",
      occurred_at: "2026-01-01T10:00:00.000Z",
      item: "order/1",
    });
    expect(identifierNames(event)).toEqual(["loyalty_card:L1"]);
    expect(documentOf(event, "properties")).toEqual({ id: "e1", source: "/pos/store-7", channel: "web" });
  });

  it("keeps properties of its own that have a name of the envelope, and those that are no object", async () => {
    const [both, odd] = await bench.events(cloudEvents, [
      envelope({ data: { ...neutral, properties: { source: "letter" } } }),
      envelope({ data: { ...neutral, properties: ["x"] } }),
    ]);
    const said = { id: "e1", source: "/pos/store-7" };
    expect(documentOf(both, "properties")).toEqual({
      source: "letter",
      id: "e1",
      _record: { source: "/pos/store-7" },
    });
    expect(documentOf(odd, "properties")).toEqual({ properties: ["x"], _record: said });
  });

  it("is so by its identifiers, or by its channel and type, and by nothing less", async () => {
    const events = await bench.events(
      cloudEvents,
      [
        { identifiers: { email: "x@example.com" }, value: 5 },
        { channel: "web", event_type: "page_viewed", value: 5 },
        { channel: "web", value: 5 },
        { event_type: "page_viewed", value: 5 },
        { identifiers: ["x"], value: 5 },
      ].map((data, index) => envelope({ data, id: `e${String(index)}`, channel: "store" })),
    );
    expect(events.map(({ value }) => value)).toEqual(["5.00", "5.00", null, null, null]);
  });
});

describe("other data", () => {
  it("is properties, with the attributes beside it, and says nothing else", async () => {
    const [event] = await bench.events(cloudEvents, [
      envelope({
        channel: "store",
        type: "com.shop.order.completed",
        subject: "order/1",
        dataschema: "https://example.com/order",
        partitionkey: "L1",
        currency: "SEK",
        data: { value: 5, currency: "EUR", email: "x@example.com", id: 7 },
      }),
    ]);
    expect(event).toMatchObject({
      event_type: "custom",
      vendor_event: "com.shop.order.completed",
      item: "order/1",
      value: null,
      currency: null,
    });
    expect(identifierNames(event)).toEqual([]);
    expect(documentOf(event, "properties")).toEqual({
      value: 5,
      currency: "EUR",
      email: "x@example.com",
      id: 7,
      source: "/pos/store-7",
      dataschema: "https://example.com/order",
      partitionkey: "L1",
      _record: { id: "e1", currency: "SEK" },
    });
  });

  it("is the same event whether it is said to be JSON or not", async () => {
    const events = await bench.events(
      cloudEvents,
      [
        {},
        { datacontenttype: "application/json" },
        { datacontenttype: "Application/JSON; charset=utf-8" },
      ].map((members) => envelope({ ...members, channel: "store", data: { a: 1 } })),
    );
    const [silent, ...told] = events.map(({ position: _position, ...columns }) => columns);
    expect(told).toEqual([silent, silent]);
    const [text] = await bench.events(cloudEvents, [
      envelope({ channel: "store", datacontenttype: "text/plain", data: "a" }),
    ]);
    expect(documentOf(text, "properties")).toMatchObject({ datacontenttype: "text/plain" });
  });

  it("of any kind is kept, to the last digit", async () => {
    const events = await bench.events(
      cloudEvents,
      ["text", 7, [1, { a: 2 }], true, rawJson("123456789012345678901234567890")].map((data) =>
        envelope({ data, channel: "store" }),
      ),
    );
    const kept = events.map(({ properties }) => textOf(properties));
    expect(kept.slice(0, 4).map((text) => (JSON.parse(text) as { data: unknown }).data)).toEqual([
      "text",
      7,
      [1, { a: 2 }],
      true,
    ]);
    expect(kept[4]).toContain("123456789012345678901234567890");
  });
});

describe("records", () => {
  it("say why they are set aside", async () => {
    const { time: _, ...timeless } = envelope({ data: neutral });
    const { type: _type, ...untyped } = envelope({ data: neutral });
    expect(
      await bench.reasons(cloudEvents, [
        timeless,
        untyped,
        envelope({ data: neutral, time: "yesterday" }),
        envelope({ data: { loyalty: "L1" } }),
        envelope({ data: { ...neutral, event_type: {} } }),
        {},
        { specversion: "1.0" },
      ]),
    ).toEqual([
      "1 missing_time",
      "2 missing_type",
      "3 bad_time",
      "4 missing_channel",
      "5 missing_type",
      "6 missing_time",
      "7 missing_time",
    ]);
  });

  it("of the published library are read as it writes them", async () => {
    const written = [
      { id: "e1", data: { ...neutral, value: "3.50" } },
      { id: "e2", channel: "store", data: { loyalty: "L1" } },
      { id: "e3", channel: "store", data: new Uint8Array([1, 2, 3]) },
      { id: "e4", channel: "store", data: "text" },
    ].map((members) => {
      const event = new CloudEvent<unknown>({ type: "order_completed", source: "/pos/store-7", ...members });
      return textOf(HTTP.structured(event).body);
    });
    const { events, faults } = await bench.lines(cloudEvents, written);
    expect(faults).toEqual([]);
    expect(events.map(({ event_type, channel, value }) => [event_type, channel, value])).toEqual([
      ["order_completed", "store", "3.50"],
      ["order_completed", "store", null],
      ["order_completed", "store", null],
      ["order_completed", "store", null],
    ]);
    expect(documentOf(events[2], "properties")).toMatchObject({ data_base64: "AQID" });
  });
});
