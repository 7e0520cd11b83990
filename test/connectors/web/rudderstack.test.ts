import { describe, expect, it } from "vitest";
import { rudderstack } from "../../../connectors/web/rudderstack.ts";
import { segment } from "../../../connectors/web/segment.ts";
import { documentOf, FormatBench, identifierNames } from "../../contract/format-bench.ts";
import type { Value } from "../../contract/record-paths.ts";

const bench = new FormatBench();

type Members = Readonly<Record<string, Value>>;

const call = (type: string, members: Members = {}): Members => ({
  type,
  messageId: "m1",
  originalTimestamp: "2026-01-01T10:00:00Z",
  ...members,
});

const sessionsOf = (names: readonly string[]): string[] =>
  names.filter((name) => name.startsWith("session_id:"));

const inSession = (members: Members, sessionId: Value = 1_763_798_400): Members =>
  call("page", { context: { sessionId }, ...members });

const consentsOf = async (managements: readonly Value[]): Promise<unknown[]> => {
  const records = managements.map((consentManagement) => call("page", { context: { consentManagement } }));
  return (await bench.events(rudderstack, records)).map((event) => documentOf(event, "consent"));
};

describe("calls", () => {
  it("are what Segment's are, where RudderStack says nothing of its own", async () => {
    const calls = [
      call("identify", { userId: "u1", anonymousId: "a1", traits: { email: "x@example.com" } }),
      call("track", {
        event: "Order Completed",
        properties: { order_id: "o1", total: 12.5, currency: "eur" },
      }),
      call("page", { name: "Home", context: { page: { path: "/" } } }),
      call("screen", { name: "Basket" }),
      call("group", { userId: "u1", groupId: "g1" }),
      call("alias", { userId: "u1", previousId: "a1" }),
    ];
    const own = await bench.events(rudderstack, calls);
    expect(own).toHaveLength(calls.length);
    expect(own).toEqual(await bench.events(segment, calls));
  });

  it("happened when the caller says, and a batch's own time is nobody's", async () => {
    const { originalTimestamp: _, ...bare } = call("track", { event: "Help Asked" });
    const given = { ...call("track", { event: "Help Asked" }), timestamp: "2025-12-31T10:00:00Z" };
    const [event] = await bench.events(rudderstack, [given]);
    expect(event).toMatchObject({ occurred_at: "2025-12-31T10:00:00.000Z" });
    const batch = { batch: [bare], timestamp: "2026-01-01T10:00:00Z", sentAt: "2026-01-01T10:00:00Z" };
    expect(await bench.reasons(rudderstack, [batch])).toEqual(["1 missing_time"]);
  });

  it("are of a phone where their channel says so, unless their name says another", async () => {
    const events = await bench.events(rudderstack, [
      call("track", { event: "Help Asked", channel: "mobile" }),
      call("track", { event: "Help Asked", channel: "server" }),
      call("track", { event: "Email Opened", channel: "mobile" }),
      call("track", { event: "Help Asked", channel: 7 }),
    ]);
    expect(events.map(({ channel }) => channel)).toEqual(["mobile", "web", "email", "web"]);
  });

  it("of a kind that the spec no longer has are set aside, without those beside them", async () => {
    const merge = call("merge", {
      userId: "u1",
      mergeProperties: [{ type: "email", value: "x@example.com" }],
    });
    const { events, faults } = await bench.lines(rudderstack, [
      JSON.stringify({ batch: [merge, "text", call("page")] }),
    ]);
    expect(events).toHaveLength(1);
    expect(faults.map(({ reason }) => reason)).toEqual(["unknown_kind", "unknown_kind"]);
  });
});

describe("sessions", () => {
  it("that began in the same second are one where the client is one, and no other", async () => {
    const events = await bench.events(rudderstack, [
      inSession({ anonymousId: "a1" }),
      inSession({ anonymousId: "a1", userId: "u1" }),
      inSession({ anonymousId: "a1" }, "1763798400"),
      inSession({ anonymousId: "a2" }),
      inSession({ userId: "a1" }, 1_763_798_401),
    ]);
    const [first, again, asText, stranger, later] = events.map(identifierNames).map(sessionsOf);
    expect(first).toHaveLength(1);
    expect([again, asText]).toEqual([first, first]);
    expect(new Set([first, stranger, later].flat()).size).toBe(3);
  });

  it("say nothing without a client, and where they are no number or text", async () => {
    const events = await bench.events(rudderstack, [
      call("page", { context: { sessionId: 1_763_798_400 } }),
      call("page", { anonymousId: "", context: { sessionId: 1_763_798_400 } }),
      call("page", { anonymousId: "a1", context: { sessionId: { of: 1 } } }),
      call("page", { anonymousId: "a1", context: { sessionId: "" } }),
      call("page", { anonymousId: "a1", context: "none" }),
    ]);
    expect(events.flatMap(identifierNames).filter((name) => name.startsWith("session_id"))).toEqual([]);
  });
});

describe("consent", () => {
  it("is granted and denied by the two lists, and denied where they contradict each other", async () => {
    expect(
      await consentsOf([
        { allowedConsentIds: ["a", "b", "b"], deniedConsentIds: ["c", "b"], provider: "custom" },
        { deniedConsentIds: ['"odd" \\ name'] },
      ]),
    ).toEqual([{ a: true, b: false, c: false }, { '"odd" \\ name': false }]);
  });

  it("is not spoken of by lists of nothing, or what is no list", async () => {
    const silent = [null, "yes", [], {}, { allowedConsentIds: [] }, { allowedConsentIds: "a" }];
    expect(await consentsOf([...silent, { allowedConsentIds: [1, null, {}, "", "a"] }])).toEqual([
      ...silent.map(() => null),
      { a: true },
    ]);
  });
});
