import { describe, expect, it } from "vitest";
import { segment } from "../../../connectors/web/segment.ts";
import { documentOf, FormatBench, identifierNames } from "../../contract/format-bench.ts";
import type { Value } from "../../contract/record-paths.ts";

const bench = new FormatBench();

type Members = Readonly<Record<string, Value>>;

const call = (type: string, members: Members = {}): Members => ({
  type,
  messageId: "m1",
  timestamp: "2026-01-01T10:00:00Z",
  ...members,
});

const track = (event: string, properties: Members = {}): Members => call("track", { event, properties });

describe("track calls", () => {
  it("have a type of ours by the names of Segment's specs, however they are spelt", async () => {
    const names = [
      ["Order Completed", "order_completed", "web", "inbound"],
      ["order_completed", "order_completed", "web", "inbound"],
      ["ORDER-COMPLETED", "order_completed", "web", "inbound"],
      ["ProductAdded", "cart_added", "web", "inbound"],
      ["Products Searched", "search_performed", "web", "inbound"],
      ["Email Delivered", "email_delivered", "email", "outbound"],
      ["Email Opened", "email_opened", "email", "inbound"],
      ["Push Notification Tapped", "message_opened", "push", "inbound"],
      ["Product Reviewed", "custom", "web", "inbound"],
      ["Tilaus valmis", "custom", "web", "inbound"],
    ];
    const events = await bench.events(
      segment,
      names.map(([name = ""]) => track(name)),
    );
    expect(
      events.map(({ vendor_event, event_type, channel, direction }) => [
        vendor_event,
        event_type,
        channel,
        direction,
      ]),
    ).toEqual(names);
  });

  it("take as value what was paid, and what was paid back as negative", async () => {
    const values = await bench.events(segment, [
      track("Order Completed", { total: 27.5, revenue: 25, currency: "usd" }),
      track("Order Completed", { revenue: "25.00" }),
      track("Order Refunded", { total: 30, currency: "USD" }),
      track("Order Refunded", { total: -30 }),
      track("Product Viewed", { price: 19, revenue: 19, currency: "USD" }),
      track("Order Completed", { total: "a lot" }),
    ]);
    expect(values.map(({ value }) => value)).toEqual(["27.50", "25.00", "-30.00", "-30.00", null, null]);
    expect(values.map(({ currency }) => currency)).toEqual(["USD", null, "USD", null, null, null]);
  });

  it("take what was paid of a name of the user's own, which a configuration may call an order", async () => {
    const own = await bench.events(segment, [
      track("Tilaus valmis", { total: 30, revenue: 24.9, currency: "EUR" }),
      track("Tilaus valmis", { revenue: 24.9, currency: "EUR" }),
      track("Tilaus valmis", { order_id: "o1", total: "30.00", currency: "EUR" }),
      track("Kori jätetty", { total: 30, currency: "EUR" }),
    ]);
    expect(own.map(({ event_type }) => event_type)).toEqual(["custom", "custom", "custom", "custom"]);
    expect(own.map(({ value, currency }) => [value, currency])).toEqual([
      ["30.00", "EUR"],
      ["24.90", "EUR"],
      ["30.00", "EUR"],
      [null, null],
    ]);
  });

  it("are about the product, else the order, else the page", async () => {
    const page = { page: { path: "/shop" } };
    const items = await bench.events(segment, [
      { ...track("Product Viewed", { product_id: "p1", order_id: "o1" }), context: page },
      { ...track("Order Completed", { order_id: "o1" }), context: page },
      { ...track("Help Asked"), context: page },
      track("Help Asked", { url: "https://shop.example.com/help?x=1#top" }),
      track("Help Asked"),
    ]);
    expect(items.map(({ item }) => item)).toEqual(["p1", "o1", "/shop", "/help", null]);
  });

  it("come from a phone where the device is one", async () => {
    const events = await bench.events(segment, [
      { ...track("Help Asked"), context: { device: { type: "Android" } } },
      { ...track("Help Asked"), context: { device: { type: "desktop" } } },
    ]);
    expect(events.map(({ channel }) => channel)).toEqual(["mobile", "web"]);
  });

  it("log out where somebody signs out", async () => {
    const [event] = await bench.events(segment, [track("Signed Out")]);
    expect(event).toMatchObject({ event_type: "signed_out", identity_action: "logged_out" });
  });
});

describe("times", () => {
  it("are the corrected one, else the device's, and never the time of receiving", async () => {
    const { timestamp: _, ...bare } = track("Help Asked");
    const sent = { sentAt: "2026-01-01T10:00:05Z", receivedAt: "2026-01-01T10:00:06Z" };
    const device = { originalTimestamp: "2026-01-01T09:59:00Z" };
    const events = await bench.events(segment, [
      { ...track("Help Asked"), ...device, ...sent },
      { ...bare, ...device, ...sent },
    ]);
    expect(events.map(({ occurred_at }) => occurred_at)).toEqual([
      "2026-01-01T10:00:00.000Z",
      "2026-01-01T09:59:00.000Z",
    ]);
    expect(events[0]).toMatchObject({
      sent_at: "2026-01-01T10:00:05.000Z",
      received_at: "2026-01-01T10:00:06.000Z",
    });
    expect(await bench.reasons(segment, [{ ...bare, ...sent }])).toEqual(["1 missing_time"]);
  });
});

describe("identity", () => {
  it("is identified by an identify call that names a user, and by no other call", async () => {
    const events = await bench.events(segment, [
      call("identify", { userId: "u1", anonymousId: "a1" }),
      call("identify", { anonymousId: "a1", traits: { email: "x@example.com" } }),
      call("page", { userId: "u1" }),
    ]);
    expect(events.map(({ identity_action }) => identity_action)).toEqual([
      "identified",
      "observed",
      "observed",
    ]);
    expect(identifierNames(events[1])).toEqual(["anonymous_id:a1", "email:x@example.com"]);
  });

  it("joins an earlier id as what it was, where the record tells, else as either", async () => {
    const events = await bench.events(segment, [
      call("alias", { userId: "u1", previousId: "a1", anonymousId: "a1" }),
      call("alias", { userId: "u1", previousId: "x1" }),
      call("alias", { userId: "u1" }),
    ]);
    expect(events.map(identifierNames)).toEqual([
      ["anonymous_id:a1", "user_id:u1"],
      ["anonymous_id:x1", "user_id:u1", "user_id:x1"],
      ["user_id:u1"],
    ]);
    expect(events.map(({ identity_action }) => identity_action)).toEqual(["aliased", "aliased", "observed"]);
  });

  it("takes no identifier from the traits of a group", async () => {
    const [event] = await bench.events(segment, [
      call("group", { userId: "u1", groupId: "g1", traits: { email: "office@example.com" } }),
    ]);
    expect(identifierNames(event)).toEqual(["user_id:u1"]);
    expect(event).toMatchObject({ traits: null });
  });
});

describe("batches", () => {
  it("give an event for each call, with the context of the batch where the call has none", async () => {
    const events = await bench.events(segment, [
      {
        batch: [
          { ...call("page", { messageId: "m1" }), context: { page: { path: "/own" } } },
          call("page", { messageId: "m2" }),
        ],
        context: { page: { path: "/common" }, ip: "192.0.2.1" },
        sentAt: "2026-01-01T10:00:05Z",
      },
    ]);
    expect(events.map(({ position, item }) => [position, item])).toEqual([
      [1, "/own"],
      [1, "/common"],
    ]);
    expect(documentOf(events[0], "properties")).toEqual({
      context: { page: { path: "/own" }, ip: "192.0.2.1" },
    });
    expect(events[1]).toMatchObject({ sent_at: "2026-01-01T10:00:05.000Z" });
  });

  it("set aside what is no call, and keep the calls beside it", async () => {
    const batch = ["text", null, { type: "heartbeat" }, call("page")];
    const { events, faults } = await bench.lines(segment, [JSON.stringify({ batch })]);
    expect(events).toHaveLength(1);
    expect(faults.map(({ reason }) => reason)).toEqual(["unknown_kind", "unknown_kind", "unknown_kind"]);
  });

  it("are set aside where they are empty", async () => {
    expect(await bench.reasons(segment, [{ batch: [] }, { batch: "x" }])).toEqual([
      "1 unknown_kind",
      "2 unknown_kind",
    ]);
  });
});

describe("properties", () => {
  it("keep a member of the call beside one of its properties that has the same name", async () => {
    const [event] = await bench.events(segment, [
      call("page", { name: "Home", properties: { name: "Start" } }),
    ]);
    expect(documentOf(event, "properties")).toEqual({ name: "Start", _record: { name: "Home" } });
  });
});
