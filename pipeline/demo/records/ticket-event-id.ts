// The ids that the Zendesk mapping gives to what happened to a ticket: made of parts that never change.
import { isoSeconds } from "../world/calendar.ts";
import type { TicketStep } from "../world/tickets.ts";

export const ticketEventId = (ticketId: number, step: TicketStep, at: number): string =>
  `ticket ${ticketId} ${step} at ${isoSeconds(at)}`;
