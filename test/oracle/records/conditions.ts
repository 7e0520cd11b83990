// Conditions of the configuration, held against one event.
import type { Condition } from "../../../models/condition.ts";
import type { Event } from "./event.ts";

const plain = (value: unknown): string | null =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : null;

const columnOf = (event: Event, stepLabel: string | null, column: string): string | null => {
  if (column.startsWith("properties.")) return plain(event.properties[column.slice("properties.".length)]);
  if (column.startsWith("traits.")) return plain(event.traits[column.slice("traits.".length)]);
  if (column === "step_label") return stepLabel;
  const columns: Record<string, string | null> = {
    source: event.source,
    channel: event.channel,
    event_type: event.event_type,
    vendor_event: event.vendor_event,
    direction: event.direction,
    item: event.item,
    campaign: event.campaign,
    currency: event.currency,
  };
  return columns[column] ?? null;
};

/** `*` stands for any run of characters; every other character stands for itself. */
export const fitsPattern = (text: string, pattern: string): boolean => {
  const [head = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return text === pattern;
  if (!text.startsWith(head)) return false;
  const tail = rest.at(-1) ?? "";
  let place = head.length;
  for (const part of rest.slice(0, -1)) {
    const found = text.indexOf(part, place);
    if (found === -1) return false;
    place = found + part.length;
  }
  return text.length - tail.length >= place && text.endsWith(tail);
};

/** True where every entry holds; a column without a value fits nothing. */
export const fits = (event: Event, condition: Condition, stepLabel: string | null = null): boolean =>
  Object.entries(condition).every(([column, wanted]) => {
    const value = columnOf(event, stepLabel, column);
    const patterns = Array.isArray(wanted) ? wanted : [wanted];
    return value !== null && patterns.some((pattern) => fitsPattern(value, String(pattern)));
  });
