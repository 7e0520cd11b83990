// Tickets as two exports of Zendesk hold them: as they stood in mid-February, and what changed until the end.
// Some carry their audits, some the metric set that the tickets API sends along.
import { isoSeconds, minute, worldEnd } from "../world/calendar.ts";
import { spellEmail } from "../world/contacts.ts";
import type { Life } from "../world/life.ts";
import type { Person } from "../world/people.ts";
import { Random } from "../world/random.ts";
import type { Ticket, TicketStep } from "../world/tickets.ts";
import type { Ledger } from "./ledger.ts";
import { ticketEventId } from "./ticket-event-id.ts";
import type { Fate, WorldRecord } from "./world-record.ts";

type Json = Readonly<Record<string, unknown>>;
type Steps = Ticket["steps"];

const exports = [
  { file: "service/tickets-2026-02-15.ndjson", at: Date.UTC(2026, 1, 14, 22) },
  { file: "service/tickets-2026-03-31.ndjson", at: worldEnd },
] as const;

/** Share of tickets that the second export holds again although nothing changed. */
const exportedAgainShare = 0.06;

/** Zendesk's numbers: requesters are far beyond 2^31, agents too. */
const agentId = 418_284_131_934;
const firstRequesterId = 1_500_656_880_000;
const firstTicketId = 16_000;

interface Case {
  readonly id: number;
  readonly requesterId: number;
  readonly person: Person;
  readonly ticket: Ticket;
  /** The address or phone number that the ticket came from. */
  readonly requester: string;
  readonly hasAudits: boolean;
  readonly isExportedAgain: boolean;
}

const statusAfter = (steps: Steps): string => {
  const last = steps.findLast(({ step }) => step !== "rated")?.step;
  if (last === "solved") return "solved";
  return last === "created" ? "new" : "open";
};

const minutesBetween = (from: number | undefined, to: number | undefined): Json => ({
  calendar: from === undefined || to === undefined ? null : Math.round((to - from) / minute),
  business: null,
});

const timeOf = (steps: Steps, step: TicketStep): number | undefined =>
  steps.findLast((entry) => entry.step === step)?.at;

const isoOrNull = (at: number | undefined): string | null => (at === undefined ? null : isoSeconds(at));

/** The metric set tells the first reply in minutes and the last solution; of a reopening only that it was. */
const metricSet = (steps: Steps): Json => {
  const [created, replied] = [steps[0]?.at, timeOf(steps, "replied")];
  return {
    created_at: isoOrNull(created),
    solved_at: statusAfter(steps) === "solved" ? isoOrNull(timeOf(steps, "solved")) : null,
    reopens: steps.filter(({ step }) => step === "reopened").length,
    replies: replied === undefined ? 0 : 1,
    reply_time_in_minutes: minutesBetween(created, replied),
    full_resolution_time_in_minutes: minutesBetween(created, timeOf(steps, "solved")),
  };
};

const change = (id: number, field: string, value: string, previous: string): Json => ({
  id,
  type: "Change",
  field_name: field,
  value,
  previous_value: previous,
});

const auditEvents: Readonly<Record<TicketStep, (id: number, score: string) => Json>> = {
  created: (id) => ({ id, type: "Create", field_name: "status", value: "new" }),
  replied: (id) => ({ id, type: "Comment", public: true, author_id: agentId }),
  solved: (id) => change(id, "status", "solved", "open"),
  reopened: (id) => change(id, "status", "open", "solved"),
  rated: (id, score) => change(id, "satisfaction_score", score, "offered"),
};

const audits = ({ id, requesterId, ticket }: Case, steps: Steps): Json[] =>
  steps.map(({ step, at }, index) => ({
    id: id * 100 + index,
    ticket_id: id,
    created_at: isoSeconds(at),
    author_id: step === "created" || step === "reopened" || step === "rated" ? requesterId : agentId,
    events: [auditEvents[step](id * 1000 + index, ticket.score)],
  }));

/** Where a ticket came from: mail has the sender's address, calls name their requester beside the ticket. */
const origin = ({ requesterId, person, requester }: Case): Json => {
  if (requester !== person.phone) {
    const from = { address: requester, name: person.name };
    return { via: { channel: "email", source: { from, to: { address: "apua@puoti.example" }, rel: null } } };
  }
  return {
    via: { channel: "voice", source: { from: {}, to: {}, rel: "inbound" } },
    requester: { id: requesterId, name: person.name, phone: requester, role: "end-user" },
  };
};

const rating = ({ ticket }: Case, steps: Steps): Json => {
  const at = timeOf(steps, "rated");
  if (at !== undefined)
    return { score: ticket.score, created_at: isoSeconds(at), updated_at: isoSeconds(at) };
  return { score: statusAfter(steps) === "solved" ? "offered" : "unoffered" };
};

const ticketText = (entry: Case, steps: Steps): string => {
  const { id, requesterId, ticket, hasAudits } = entry;
  return JSON.stringify({
    url: `https://puoti.zendesk.example/api/v2/tickets/${id}.json`,
    id,
    external_id: null,
    ...origin(entry),
    created_at: isoOrNull(steps[0]?.at),
    updated_at: isoOrNull(steps.at(-1)?.at),
    subject: ticket.subject,
    priority: null,
    status: statusAfter(steps),
    requester_id: requesterId,
    submitter_id: requesterId,
    assignee_id: agentId,
    tags: [],
    satisfaction_rating: rating(entry, steps),
    ...(hasAudits ? { audits: audits(entry, steps) } : { metric_set: metricSet(steps) }),
  });
};

const recordOf = (entry: Case, steps: Steps, file: string, fate: Fate): WorldRecord => ({
  source: "care",
  file,
  at: steps.at(-1)?.at ?? 0,
  lines: [ticketText(entry, steps)],
  brokenAs: null,
  events: steps.map(({ step, at }) => ({
    eventId: ticketEventId(entry.id, step, at),
    person: entry.person.key,
    fate,
  })),
});

/** A ticket in the exports that hold it: an older state is displaced by a newer one, an equal one is the same. */
const exportedRecords = (entry: Case): WorldRecord[] => {
  const [first, second] = exports;
  const { steps } = entry.ticket;
  const before = steps.filter(({ at }) => at < first.at);
  const until = steps.filter(({ at }) => at < second.at);
  const hasChanged = until.length > before.length;
  const records: WorldRecord[] = [];
  if (before.length > 0)
    records.push(recordOf(entry, before, first.file, hasChanged ? "superseded" : "stored"));
  if (hasChanged) records.push(recordOf(entry, until, second.file, "stored"));
  else if (entry.isExportedAgain) records.push(recordOf(entry, until, second.file, "duplicate"));
  return records;
};

/** Phone tickets name the caller's number, the others the address they came from. */
const requesterOf = (random: Random, person: Person, ticket: Ticket, ledger: Ledger): string => {
  if (ticket.via === "voice" && person.phone !== null) {
    ledger.note("phone", person.phone, person.key);
    return person.phone;
  }
  return ledger.spelled("email", person.email, spellEmail(random, person.email), person.key);
};

/** Everything customer service knows, ticket by ticket in the order in which they were opened. */
export const zendeskRecords = (seed: string, lives: readonly Life[], ledger: Ledger): WorldRecord[] => {
  const opened = lives.flatMap(({ person, tickets }, place) =>
    tickets.map((ticket) => ({ person, ticket, place })),
  );
  const inOrder = opened.toSorted((a, b) => (a.ticket.steps[0]?.at ?? 0) - (b.ticket.steps[0]?.at ?? 0));
  return inOrder.flatMap(({ person, ticket, place }, index) => {
    const random = new Random(seed, person.key, "zendesk", index);
    ledger.note("zendesk_user_id", String(firstRequesterId + place), person.key);
    ledger.note("ticket_id", String(firstTicketId + index), person.key);
    const isReopened = ticket.steps.some(({ step }) => step === "reopened");
    return exportedRecords({
      id: firstTicketId + index,
      requesterId: firstRequesterId + place,
      person,
      ticket,
      requester: requesterOf(random, person, ticket, ledger),
      hasAudits: isReopened || random.chance(0.5),
      isExportedAgain: random.chance(exportedAgainShare),
    });
  });
};
