// The format `service/zendesk`: tickets and users as Zendesk's API and its exports give them.
import type { Format } from "../connector.ts";
import { zendeskSample } from "./zendesk-sample.ts";

/** `zendesk_user_id` is no built-in namespace: it is usable once a configuration names it. */
export const zendesk: Format = {
  name: "service/zendesk",
  summary: "Zendesk tickets with their audits or metric sets, and users, one JSON object each",
  reference: "https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/",
  input: "lines",
  namespaces: ["user_id", "email", "phone", "zendesk_user_id", "ticket_id"],
  leavesOut: [
    { within: "users", why: "people beside a ticket are records of their own, and change without it" },
    { within: "requester", why: "as users" },
    { within: "last_login_at", why: "changes without the user's updated_at" },
  ],
  mapping: "service/zendesk.sql",
  sample: zendeskSample,
};
