import { describe, expect, it } from "vitest";
import { sendgrid } from "../../../connectors/email/sendgrid.ts";
import { documentOf, FormatBench, identifierNames } from "../../contract/format-bench.ts";
import type { Value } from "../../contract/record-paths.ts";

const bench = new FormatBench();

type Members = Readonly<Record<string, Value>>;

const letter = (event: string, members: Members = {}): Members => ({
  event,
  email: "x@example.com",
  timestamp: 1767261600,
  sg_event_id: event,
  ...members,
});

describe("events", () => {
  it("are what the letter and its reader did", async () => {
    const kinds = [
      ["processed", "email_sent", "outbound"],
      ["delivered", "email_delivered", "outbound"],
      ["bounce", "email_bounced", "outbound"],
      ["deferred", "custom", "outbound"],
      ["dropped", "custom", "outbound"],
      ["open", "email_opened", "inbound"],
      ["click", "email_link_clicked", "inbound"],
      ["spamreport", "email_complained", "inbound"],
      ["unsubscribe", "email_unsubscribed", "inbound"],
      ["group_unsubscribe", "email_unsubscribed", "inbound"],
      ["group_resubscribe", "custom", "inbound"],
      ["account_status_change", "custom", "outbound"],
    ];
    const events = await bench.events(
      sendgrid,
      kinds.map(([kind = ""]) => letter(kind)),
    );
    expect(
      events.map(({ vendor_event, event_type, direction }) => [vendor_event, event_type, direction]),
    ).toEqual(kinds);
  });

  it("of an unheard kind are set aside", async () => {
    expect(await bench.reasons(sendgrid, [letter("teleported"), { email: "x@example.com" }])).toEqual([
      "1 unknown_kind",
      "2 unknown_kind",
    ]);
  });

  it("have the first category as campaign, else the marketing campaign's name", async () => {
    const events = await bench.events(sendgrid, [
      letter("open", { sg_event_id: "1", category: ["spring", "news"] }),
      letter("open", { sg_event_id: "2", category: "spring" }),
      letter("open", { sg_event_id: "3", marketing_campaign_name: "May" }),
      letter("open", { sg_event_id: "4", category: [] }),
      letter("open", { sg_event_id: "5", category: { odd: 1 } }),
    ]);
    expect(events.map(({ campaign }) => campaign)).toEqual(["spring", "spring", "May", null, null]);
  });

  it("keep custom arguments, and that a machine opened the letter", async () => {
    const [event] = await bench.events(sendgrid, [
      letter("open", { sg_machine_open: true, order: "o1", tier: 2 }),
    ]);
    expect(documentOf(event, "properties")).toEqual({ sg_machine_open: true, order: "o1", tier: 2 });
    expect(identifierNames(event)).toEqual(["email:x@example.com"]);
  });
});

describe("ids", () => {
  it("are SendGrid's, else a digest of what never changes, with no address in it", async () => {
    const { sg_event_id: _, ...bare } = letter("click", { sg_message_id: "m1", url: "https://example.com" });
    const [first, second, third, fourth] = await bench.events(sendgrid, [
      letter("click"),
      bare,
      { ...bare, ip: "192.0.2.1", useragent: "other" },
      { ...bare, url: "https://example.com/other" },
    ]);
    expect(first?.["event_id"]).toBe("click");
    expect(second?.["event_id"]).toMatch(/^[0-9a-f]{32}$/);
    expect(third?.["event_id"]).toBe(second?.["event_id"]);
    expect(fourth?.["event_id"]).not.toBe(second?.["event_id"]);
  });
});
