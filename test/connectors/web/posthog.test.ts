import { describe, expect, it } from "vitest";
import { posthog } from "../../../connectors/web/posthog.ts";
import { documentOf, FormatBench, identifierNames } from "../../contract/format-bench.ts";
import { rawJson, textOf, type Value } from "../../contract/record-paths.ts";

const bench = new FormatBench();

type Members = Readonly<Record<string, Value>>;

const sent = (event: Value, properties: Value = {}, members: Members = {}): Members => ({
  event,
  distinct_id: "d1",
  timestamp: "2026-01-01T10:00:00Z",
  uuid: "01a21440-0000-7000-8000-000000000001",
  properties,
  ...members,
});

const namesOf = async (records: readonly Members[]): Promise<string[][]> =>
  (await bench.events(posthog, records)).map(identifierNames);

const sessionsOf = (names: readonly string[]): string[] =>
  names.filter((name) => name.startsWith("session_id:"));

describe("a distinct id", () => {
  it("is an anonymous_id, and a user_id too only where the event says that the person is identified", async () => {
    expect(
      await namesOf([
        sent("$pageview"),
        sent("$pageview", { $is_identified: false }),
        sent("$pageview", { $is_identified: true }),
        sent("$pageview", { $user_id: "u1" }),
        sent("$identify", { $anon_distinct_id: "a1" }),
        sent("$pageview", { $process_person_profile: true }),
      ]),
    ).toEqual([
      ["anonymous_id:d1"],
      ["anonymous_id:d1"],
      ["anonymous_id:d1", "user_id:d1"],
      ["anonymous_id:d1", "user_id:u1"],
      ["anonymous_id:a1", "anonymous_id:d1", "user_id:d1"],
      ["anonymous_id:d1"],
    ]);
  });

  it("stands beside the properties, else in them", async () => {
    const { distinct_id: _, ...bare } = sent("$pageview", { distinct_id: "d2" });
    expect(await namesOf([bare, sent("$pageview", { distinct_id: "d2" })])).toEqual([
      ["anonymous_id:d2"],
      ["anonymous_id:d1"],
    ]);
  });

  it("that PostHog writes for every visitor without cookies names nobody", async () => {
    const nobody = "$posthog_cookieless";
    const [event] = await bench.events(posthog, [
      sent(
        "$pageview",
        { $device_id: nobody, distinct_id: nobody, $is_identified: true },
        { distinct_id: nobody },
      ),
    ]);
    expect(identifierNames(event)).toEqual([]);
    expect(documentOf(event, "properties")).toMatchObject({ distinct_id: nobody, $device_id: nobody });
  });

  it("that is the name of a group names nobody", async () => {
    const group = { $group_type: "company", $group_key: "c1" };
    expect(
      await namesOf([
        sent("$groupidentify", group, { distinct_id: "$company_c1" }),
        sent("$groupidentify", group),
        sent("$pageview", group, { distinct_id: "$company_c1" }),
      ]),
    ).toEqual([[], ["anonymous_id:d1"], ["anonymous_id:$company_c1"]]);
  });
});

describe("identity", () => {
  it("is identified, aliased or merged by the events of these names, where both ids are told", async () => {
    const events = await bench.events(posthog, [
      sent("$identify"),
      sent("$identify", {}, { distinct_id: "" }),
      sent("$create_alias", { alias: "d2", distinct_id: "d1" }),
      sent("$create_alias"),
      sent("$merge_dangerously", { alias: "d2" }),
      sent("Signed Out"),
      sent("alias", { alias: "d2" }),
    ]);
    expect(events.map(({ identity_action }) => identity_action)).toEqual([
      "identified",
      "observed",
      "aliased",
      "observed",
      "merged",
      "logged_out",
      "observed",
    ]);
    expect(identifierNames(events[2])).toEqual(["anonymous_id:d1", "anonymous_id:d2"]);
    expect(identifierNames(events[4])).toEqual([
      "anonymous_id:d1",
      "anonymous_id:d2",
      "user_id:d1",
      "user_id:d2",
    ]);
    expect(identifierNames(events[6])).toEqual(["anonymous_id:d1"]);
  });

  it("takes a session's id as it is where it is a UUID, else with its client", async () => {
    const uuid = "01a21440-0000-7000-8000-00000000000a";
    const [whole, short, again, stranger, alone] = (
      await namesOf([
        sent("$pageview", { $session_id: uuid }),
        sent("$pageview", { $session_id: "7" }),
        sent("$pageview", { $session_id: 7, $device_id: "d1" }, { distinct_id: "later" }),
        sent("$pageview", { $session_id: "7" }, { distinct_id: "d2" }),
        sent("$pageview", { $session_id: "7" }, { distinct_id: "" }),
      ])
    ).map(sessionsOf);
    expect(whole).toEqual([`session_id:${uuid}`]);
    expect(again).toEqual(short);
    expect(short).toHaveLength(1);
    expect(stranger).not.toEqual(short);
    expect(alone).toEqual([]);
  });
});

describe("traits", () => {
  it("are what is set, beside the properties before in them, and what is set once where nothing else is", async () => {
    const [event] = await bench.events(posthog, [
      sent(
        "$set",
        { $set: { plan: "a", email: "x@example.com" }, $set_once: { first: 1 }, kept: true },
        { $set: { phone: "+358401234567" } },
      ),
    ]);
    expect(documentOf(event, "traits")).toEqual({
      phone: "+358401234567",
      plan: "a",
      email: "x@example.com",
      first: 1,
    });
    expect(identifierNames(event)).toEqual(["anonymous_id:d1", "email:x@example.com", "phone:+358401234567"]);
    expect(documentOf(event, "properties")).toEqual({ kept: true });
  });

  it("keep the first of two values of one name, and the other stays in properties", async () => {
    const sets = { $set: { plan: "b" }, $set_once: { plan: "a" } };
    const [event] = await bench.events(posthog, [sent("$set", sets, { $set: { plan: "c" } })]);
    expect(documentOf(event, "traits")).toEqual({ plan: "c" });
    expect(documentOf(event, "properties")).toEqual({ ...sets, _record: { $set: { plan: "c" } } });
  });

  it("are none where nothing is set, or what is set is no object", async () => {
    const events = await bench.events(posthog, [
      sent("$set", { $set: {} }),
      sent("$set", { $set: "plan" }),
      sent("$set", { $set: ["plan"] }, { $set_once: 7 }),
    ]);
    expect(events.map((event) => documentOf(event, "traits"))).toEqual([null, null, null]);
    expect(documentOf(events[2], "properties")).toEqual({ $set: ["plan"], $set_once: 7 });
  });
});

describe("events", () => {
  it("have a type of ours by PostHog's own names and by those of its specification of e-commerce", async () => {
    const names = [
      ["$pageview", "page_viewed"],
      ["$screen", "screen_viewed"],
      ["$set", "profile_updated"],
      ["survey sent", "survey_answered"],
      ["Order Completed", "order_completed"],
      ["product_added", "cart_added"],
      ["$autocapture", "custom"],
      ["$pageleave", "custom"],
      ["pageview", "custom"],
    ];
    const events = await bench.events(
      posthog,
      names.map(([name = ""]) => sent(name)),
    );
    expect(events.map(({ vendor_event, event_type }) => [vendor_event, event_type])).toEqual(names);
  });

  it("are about the page, the screen, the product, the order or what else their name speaks of", async () => {
    const page = { $pathname: "/a", $current_url: "https://x.example/b?c" };
    const events = await bench.events(posthog, [
      sent("$pageview", page),
      sent("$pageview", { $current_url: "https://x.example/b?c" }),
      sent("$screen", { $screen_name: "Basket" }),
      sent("Product Added", { product_id: "p1", order_id: "o1", ...page }),
      sent("Order Completed", { order_id: "o1", ...page }),
      sent("help asked", page),
      sent("survey sent", { $survey_id: "s1", ...page }),
      sent("$identify", page),
    ]);
    expect(events.map(({ item }) => item)).toEqual(["/a", "/b", "Basket", "p1", "o1", "/a", "s1", null]);
  });

  it("of orders have what was paid, and those of PostHog's own names nothing", async () => {
    const paid = { total: 12.5, currency: "eur", order_id: "o1" };
    const events = await bench.events(posthog, [
      sent("Order Completed", paid),
      sent("Order Refunded", paid),
      sent("tilaus valmis", paid),
      sent("$pageview", { revenue: 12.5, currency: "EUR" }),
    ]);
    expect(events.map(({ value, currency }) => [value, currency])).toEqual([
      ["12.50", "EUR"],
      ["-12.50", "EUR"],
      ["12.50", "EUR"],
      [null, null],
    ]);
  });

  it("keep the time that they claim, and have none by when they were sent", async () => {
    const [event] = await bench.events(posthog, [
      sent(
        "$pageview",
        {},
        { timestamp: "2026-01-01T10:00:00+02:00", sent_at: "2026-01-01T09:00:00Z", offset: 50 },
      ),
    ]);
    expect(event).toMatchObject({
      occurred_at: "2026-01-01T08:00:00.000Z",
      sent_at: "2026-01-01T09:00:00.000Z",
    });
    expect(documentOf(event, "properties")).toEqual({ offset: 50 });
    const { timestamp: _, ...timeless } = sent("$pageview", {}, { sent_at: "2026-01-01T09:00:00Z" });
    expect(await bench.reasons(posthog, [timeless])).toEqual(["1 missing_time"]);
  });

  it("without a uuid are named by what the sender wrote, and by nothing of how it came", async () => {
    const { uuid: _, ...bare } = sent("help asked", { topic: "a" });
    const events = await bench.events(posthog, [
      bare,
      { ...bare, sent_at: "2026-01-01T09:00:00Z" },
      { ...bare, properties: { topic: "b" } },
      { ...bare, distinct_id: "d2" },
      { ...bare, uuid: { of: 1 } },
    ]);
    const ids = events.map(({ event_id }) => event_id);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(textOf(id)))).toBe(true);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[4]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
  });
});

describe("records", () => {
  it("hold no key of the project", async () => {
    const events = await bench.events(posthog, [
      sent("$pageview", { token: "phc_secret" }, { api_key: "phc_secret", token: "phc_secret" }),
      { api_key: "phc_secret", batch: [sent("$set", { token: "phc_secret", $set: { a: 1 } })] },
    ]);
    expect(events).toHaveLength(2);
    expect(JSON.stringify(events)).not.toContain("phc_secret");
  });

  it("of a batch are each an event, and what is none is set aside alone", async () => {
    const batch = [sent("$pageview"), "text", null, {}, { event: 7 }, { event: { name: "x" } }];
    const { events, faults } = await bench.lines(posthog, [
      JSON.stringify({ api_key: "k", batch, sent_at: "2026-01-01T10:00:05Z" }),
      JSON.stringify({ batch: [] }),
    ]);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ sent_at: "2026-01-01T10:00:05.000Z" });
    expect(faults.map(({ position, reason }) => `${textOf(position)} ${textOf(reason)}`).toSorted()).toEqual([
      "1 missing_time",
      "1 unknown_kind",
      "1 unknown_kind",
      "1 unknown_kind",
      "1 unknown_kind",
      "2 unknown_kind",
    ]);
  });

  it("whose properties are no object keep them, and numbers keep every digit", async () => {
    const [odd, long] = await bench.events(posthog, [
      sent("$pageview", "none"),
      sent("$pageview", { big: rawJson("123456789012345678901234567890") }),
    ]);
    expect(documentOf(odd, "properties")).toEqual({ properties: "none" });
    expect(textOf(long?.["properties"])).toContain("123456789012345678901234567890");
  });
});
