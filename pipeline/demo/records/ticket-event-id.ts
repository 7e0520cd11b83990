// The ids that the Zendesk mapping gives to what happened to a ticket: made of parts that never change. What can
// happen again is told by its time.
import { isoSeconds } from "../world/calendar.ts";
import type { TicketStep } from "../world/tickets.ts";

export const ticketEventId = (ticketId: number, step: TicketStep, at: number): string => {
  const name = `ticket ${ticketId} ${step}`;
  return step === "solved" || step === "reopened" ? `${name} at ${isoSeconds(at)}` : name;
};
