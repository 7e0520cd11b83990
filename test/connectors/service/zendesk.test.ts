import { describe, expect, it } from "vitest";
import { zendesk } from "../../../connectors/service/zendesk.ts";
import { documentOf, FormatBench, identifierNames } from "../../contract/format-bench.ts";
import { textOf, type Value } from "../../contract/record-paths.ts";

const bench = new FormatBench();

type Members = Readonly<Record<string, Value>>;

const ticket = (members: Members = {}): Members => ({
  id: 7,
  created_at: "2026-01-01T10:00:00Z",
  updated_at: "2026-01-09T10:00:00Z",
  requester_id: 5,
  ...members,
});

const at = (hour: number): string => `2026-01-02T${String(hour).padStart(2, "0")}:00:00Z`;

const audit = (id: number, author_id: number, events: readonly Members[], created_at = at(id)): Members => ({
  id,
  author_id,
  created_at,
  events,
});

const status = (value: string, previous_value: string): Members => ({
  type: "Change",
  field_name: "status",
  value,
  previous_value,
});

const rating = (value: string): Members => ({ type: "Change", field_name: "satisfaction_score", value });

const comment = (isPublic: boolean, members: Members = {}): Members => ({
  type: "Comment",
  public: isPublic,
  ...members,
});

/** What happened to one ticket: `type hour`, in the order of time. */
const storyOf = async (record: Members): Promise<string[]> => {
  const events = await bench.events(zendesk, [record]);
  return events
    .map(({ occurred_at, event_type }) => `${textOf(occurred_at).slice(8, 13)} ${textOf(event_type)}`)
    .toSorted();
};

describe("audits", () => {
  it("tell of every solving and reopening", async () => {
    const audits = [
      audit(1, 9, [status("pending", "open")]),
      audit(2, 9, [status("solved", "pending")]),
      audit(3, 5, [status("open", "solved")]),
      audit(4, 9, [status("closed", "open")]),
      audit(5, 9, [status("closed", "solved")]),
    ];
    expect(await storyOf(ticket({ audits }))).toEqual([
      "01T10 ticket_created",
      "02T02 ticket_solved",
      "02T03 ticket_reopened",
      "02T04 ticket_solved",
    ]);
  });

  it("count as reply the first public word of somebody who is no customer", async () => {
    const users = [
      { id: 5, role: "end-user" },
      { id: 6, role: "end-user" },
    ];
    const audits = [
      audit(1, 9, [{ type: "Create", field_name: "status", value: "new" }, comment(true)]),
      audit(2, 9, [comment(false)]),
      audit(3, 5, [comment(true)]),
      audit(4, 6, [comment(true)]),
      audit(5, 5, [comment(true, { author_id: 9 })]),
      audit(6, 9, [comment(true)]),
    ];
    expect(await storyOf(ticket({ audits, users }))).toEqual([
      "01T10 ticket_created",
      "02T05 ticket_replied",
    ]);
  });

  it("decide over the metric set", async () => {
    const metric_set = { solved_at: at(9), replies: 3, reply_time_in_minutes: { calendar: 5 } };
    const audits = [audit(1, 9, [{ type: "Notification" }])];
    expect(await storyOf(ticket({ audits, metric_set }))).toEqual(["01T10 ticket_created"]);
  });

  it("may be as old as Zendesk's first way to write times", async () => {
    const audits = [audit(1, 9, [status("solved", "open")], "2026/01/02 22:35:44 -0700")];
    expect(await storyOf(ticket({ audits }))).toEqual(["01T10 ticket_created", "03T05 ticket_solved"]);
  });

  it("tell of one rating: the last, where it is one", async () => {
    const audits = [
      audit(1, 9, [rating("offered")]),
      audit(2, 5, [rating("bad")]),
      audit(3, 5, [{ type: "SatisfactionRating", score: "good" }]),
    ];
    expect(await storyOf(ticket({ audits }))).toEqual(["01T10 ticket_created", "02T03 ticket_rated"]);
  });
});

describe("metric sets", () => {
  it("tell of the first reply by the seconds or minutes it took, and of the last solving", async () => {
    const events = await bench.events(zendesk, [
      ticket({ id: 1, metric_set: { reply_time_in_minutes: { calendar: 90 }, solved_at: at(3) } }),
      ticket({
        id: 2,
        metric_set: { reply_time_in_seconds: { calendar: 30 }, reply_time_in_minutes: { calendar: 0 } },
      }),
      ticket({ id: 3, metric_set: { reply_time_in_minutes: { calendar: null }, replies: 0 } }),
    ]);
    expect(events.map(({ event_id, occurred_at }) => `${textOf(event_id)}: ${textOf(occurred_at)}`)).toEqual([
      "ticket 1 created: 2026-01-01T10:00:00.000Z",
      "ticket 1 replied: 2026-01-01T11:30:00.000Z",
      "ticket 1 solved at 2026-01-02T03:00:00Z: 2026-01-02T03:00:00.000Z",
      "ticket 2 created: 2026-01-01T10:00:00.000Z",
      "ticket 2 replied: 2026-01-01T10:00:30.000Z",
      "ticket 3 created: 2026-01-01T10:00:00.000Z",
    ]);
  });

  it("leave a rating that has no time in properties", async () => {
    const [event, ...others] = await bench.events(zendesk, [
      ticket({ satisfaction_rating: { score: "good" } }),
    ]);
    expect(others).toEqual([]);
    expect(documentOf(event, "properties")).toMatchObject({ satisfaction_rating: { score: "good" } });
  });
});

describe("people", () => {
  it("are the requester, embedded or beside the ticket, and the sender of a letter", async () => {
    const person = { id: 5, email: "x@example.com", external_id: "u1", phone: "040 1" };
    const sender = { channel: "email", source: { from: { address: "y@example.com" } } };
    const events = await bench.events(zendesk, [
      ticket({ requester: person }),
      { ticket: ticket(), users: [{ id: 9, email: "agent@example.com" }, person] },
      ticket({ requester: { ...person, shared_phone_number: true } }),
      ticket({ via: sender }),
      ticket({ via: { ...sender, channel: "api" } }),
    ]);
    const known = ["email:x@example.com", "phone:040 1", "ticket_id:7", "user_id:u1", "zendesk_user_id:5"];
    expect(events.map(identifierNames)).toEqual([
      known,
      known,
      known.filter((name) => !name.startsWith("phone")),
      ["email:y@example.com", "ticket_id:7", "zendesk_user_id:5"],
      ["ticket_id:7", "zendesk_user_id:5"],
    ]);
  });

  it("beside a ticket may change without changing what happened to it", async () => {
    const people = ["A", "B"].map((name) => [{ id: 5, email: "x@example.com", name, last_login_at: name }]);
    const [one] = await bench.events(zendesk, [{ ticket: ticket(), users: people[0] ?? [] }]);
    const [other] = await bench.events(zendesk, [{ ticket: ticket(), users: people[1] ?? [] }]);
    expect(other).toEqual(one);
  });

  it("are records of their own, each version an event", async () => {
    const user = { id: 5, role: "end-user", email: "x@example.com", verified: true, updated_at: at(1) };
    const events = await bench.events(zendesk, [user, { user: { ...user, updated_at: at(2), role: null } }]);
    expect(events.map(({ event_id }) => event_id)).toEqual([
      "user 5 updated at 2026-01-02T01:00:00Z",
      "user 5 updated at 2026-01-02T02:00:00Z",
    ]);
    expect(events[0]).toMatchObject({ event_type: "profile_updated", properties: null });
    expect(documentOf(events[0], "traits")).toEqual({
      role: "end-user",
      email: "x@example.com",
      verified: true,
    });
  });
});

describe("faults", () => {
  it("are records of no kind, tickets without a number, and moments without a time that can be read", async () => {
    const audits = [audit(1, 9, [status("solved", "open")], "soon")];
    const records = [{ macro: 1 }, ticket({ id: "seven" }), ticket({ created_at: null }), ticket({ audits })];
    expect(await bench.reasons(zendesk, records)).toEqual([
      "1 unknown_kind",
      "2 missing_event_id",
      "3 missing_time",
      "4 bad_time",
    ]);
  });
});
