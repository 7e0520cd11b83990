// Tickets as Zendesk's API gives them, with audits and with a metric set, a user, and the events they are.
import type { Sample } from "../connector.ts";
import { identified, sampleEvent } from "../sample-event.ts";

const audited = {
  ticket: {
    id: 7,
    created_at: "2026-01-01T10:00:00Z",
    updated_at: "2026-01-05T10:00:00Z",
    requester_id: 5,
    subject: "Where is my parcel",
    priority: "high",
  },
  users: [
    { id: 5, role: "end-user", email: "a@example.com", external_id: "u-1", phone: "+358401234567" },
    { id: 9, role: "agent" },
  ],
  audits: [
    {
      id: 1,
      created_at: "2026-01-01T10:00:00Z",
      author_id: 5,
      events: [
        { type: "Create", field_name: "status", value: "new" },
        { type: "Comment", public: true, author_id: 9 },
      ],
    },
    { id: 2, created_at: "2026-01-01T11:00:00Z", author_id: 9, events: [{ type: "Comment", public: false }] },
    {
      id: 3,
      created_at: "2026-01-01T12:00:00Z",
      author_id: 9,
      events: [
        { type: "Comment", public: true },
        { type: "Change", field_name: "status", value: "solved", previous_value: "open" },
      ],
    },
    {
      id: 4,
      created_at: "2026-01-02T12:00:00Z",
      author_id: 5,
      events: [
        { type: "Comment", public: true },
        { type: "Change", field_name: "status", value: "open", previous_value: "solved" },
      ],
    },
    {
      id: 6,
      created_at: "2026-01-04T12:00:00Z",
      author_id: 5,
      events: [
        { type: "Change", field_name: "satisfaction_score", value: "good", previous_value: "offered" },
      ],
    },
  ],
};

const measured = {
  id: 8,
  created_at: "2026-02-01T10:00:00Z",
  updated_at: "2026-02-03T10:00:00Z",
  requester_id: 6,
  via: { channel: "email", source: { from: { address: "b@example.com" } } },
  metric_set: {
    solved_at: "2026-02-02T10:00:00Z",
    replies: 2,
    reopens: 1,
    reply_time_in_minutes: { calendar: 90, business: 10 },
  },
  satisfaction_rating: { score: "bad", created_at: "2026-02-02T18:00:00Z" },
};

const user = {
  id: 6,
  external_id: "u-2",
  email: "b@example.com",
  phone: "+15165555555",
  shared_phone_number: true,
  name: "Earnest End User",
  role: "end-user",
  updated_at: "2026-02-01T09:00:00Z",
};

const ofTicket7 = {
  channel: "service",
  revision: "2026-01-05T10:00:00Z",
  identifiers: identified(
    "email:a@example.com",
    "phone:+358401234567",
    "ticket_id:7",
    "user_id:u-1",
    "zendesk_user_id:5",
  ),
  item: "7",
  properties: { requester_id: 5, subject: "Where is my parcel", priority: "high" },
};

const { via, satisfaction_rating, metric_set } = measured;
const ofTicket8 = {
  channel: "service",
  revision: "2026-02-03T10:00:00Z",
  identifiers: identified("email:b@example.com", "ticket_id:8", "zendesk_user_id:6"),
  item: "8",
  properties: { requester_id: 6, via, satisfaction_rating },
};

export const zendeskSample: Sample = {
  origin: "https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/",
  records: [audited, measured, user].map((record) => JSON.stringify(record)),
  events: [
    sampleEvent({
      ...ofTicket7,
      event_id: "ticket 7 created",
      event_type: "ticket_created",
      vendor_event: "ticket created",
      occurred_at: "2026-01-01T10:00:00.000Z",
      properties: { ...ofTicket7.properties, audits: audited.audits },
    }),
    sampleEvent({
      ...ofTicket7,
      event_id: "ticket 7 replied",
      event_type: "ticket_replied",
      vendor_event: "ticket replied",
      direction: "outbound",
      occurred_at: "2026-01-01T12:00:00.000Z",
      sequence: "2",
    }),
    sampleEvent({
      ...ofTicket7,
      event_id: "ticket 7 solved at 2026-01-01T12:00:00Z",
      event_type: "ticket_solved",
      vendor_event: "ticket solved",
      occurred_at: "2026-01-01T12:00:00.000Z",
      sequence: "3",
    }),
    sampleEvent({
      ...ofTicket7,
      event_id: "ticket 7 reopened at 2026-01-02T12:00:00Z",
      event_type: "ticket_reopened",
      vendor_event: "ticket reopened",
      occurred_at: "2026-01-02T12:00:00.000Z",
      sequence: "1",
    }),
    sampleEvent({
      ...ofTicket7,
      event_id: "ticket 7 rated",
      event_type: "ticket_rated",
      vendor_event: "ticket rated",
      occurred_at: "2026-01-04T12:00:00.000Z",
      sequence: "4",
    }),
    sampleEvent({
      ...ofTicket8,
      event_id: "ticket 8 created",
      event_type: "ticket_created",
      vendor_event: "ticket created",
      occurred_at: "2026-02-01T10:00:00.000Z",
      properties: { ...ofTicket8.properties, metric_set },
    }),
    sampleEvent({
      ...ofTicket8,
      event_id: "ticket 8 replied",
      event_type: "ticket_replied",
      vendor_event: "ticket replied",
      direction: "outbound",
      occurred_at: "2026-02-01T11:30:00.000Z",
      sequence: "2",
    }),
    sampleEvent({
      ...ofTicket8,
      event_id: "ticket 8 solved at 2026-02-02T10:00:00Z",
      event_type: "ticket_solved",
      vendor_event: "ticket solved",
      occurred_at: "2026-02-02T10:00:00.000Z",
      sequence: "3",
    }),
    sampleEvent({
      ...ofTicket8,
      event_id: "ticket 8 rated",
      event_type: "ticket_rated",
      vendor_event: "ticket rated",
      occurred_at: "2026-02-02T18:00:00.000Z",
      sequence: "4",
    }),
    sampleEvent({
      event_id: "user 6 updated at 2026-02-01T09:00:00Z",
      channel: "service",
      event_type: "profile_updated",
      vendor_event: "user updated",
      direction: "outbound",
      occurred_at: "2026-02-01T09:00:00.000Z",
      revision: "2026-02-01T09:00:00Z",
      identifiers: identified("email:b@example.com", "user_id:u-2", "zendesk_user_id:6"),
      traits: {
        external_id: "u-2",
        email: "b@example.com",
        phone: "+15165555555",
        shared_phone_number: true,
        name: "Earnest End User",
        role: "end-user",
      },
    }),
  ],
};
