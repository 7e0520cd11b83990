// Cuts a request's body into events by their places in it. A body that is no JSON is refused whole; an event that is
// none stays an item, so that it is kept and accounted for. Copies nothing.
import { byteOf } from "../../../../connectors/transports/files/records/json-scan.ts";
import type { Protocol, WireNames } from "../protocols.ts";
import { Refusal } from "../refusal.ts";
import { cutLines } from "./cut-lines.ts";
import { ItemReader, type Item } from "./item-reader.ts";
import { afterSpace, ObjectScan } from "./object-scan.ts";
import { notJson } from "./not-json.ts";

/** Places in the body; -1 where it has no such member. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface CutBody {
  readonly items: readonly Item[];
  /** Of the body around a list, for the events that have none. */
  readonly sentAt: Place;
  readonly context: Place;
}

const nowhere: Place = { start: -1, end: -1 };

const placeIn = (scan: ObjectScan, index: number): Place => ({
  start: scan.starts[index] ?? -1,
  end: scan.ends[index] ?? -1,
});

export interface CutRules {
  readonly protocol: Protocol;
  readonly names: WireNames;
  /** The sender says that events stand one a line. */
  readonly isLines: boolean;
  /** Of more than these one more is given, and the rest is only read. */
  readonly maxItems: number;
}

export const cutBody = (
  body: Buffer,
  { protocol, names, isLines, maxItems }: CutRules,
): CutBody | Refusal => {
  const reader = new ItemReader(body, names, maxItems);
  const start = afterSpace(body, 0);
  if (start === body.length)
    return new Refusal("no_events", "The body is empty: it should hold events as JSON.");
  if (protocol.hasLines && isLines) return withoutFrame(cutLines(reader, start));
  if (body[start] === byteOf.openList) return withoutFrame(cutList(reader, start));
  if (body[start] !== byteOf.openObject) return notJson(body);
  if (protocol.list !== null) return cutFramed(reader, start, protocol.list, names);
  const item = reader.read(start);
  if (item !== null && item.kind === "object" && isLast(body, item.end)) return framed([item]);
  return protocol.hasLines && body.includes(byteOf.newline, start)
    ? withoutFrame(cutLines(reader, start))
    : notJson(body);
};

const isLast = (body: Buffer, end: number): boolean => afterSpace(body, end) === body.length;

const framed = (items: readonly Item[], sentAt = nowhere, context = nowhere): CutBody => ({
  items,
  sentAt,
  context,
});

const withoutFrame = (items: readonly Item[] | Refusal): CutBody | Refusal =>
  items instanceof Refusal ? items : framed(items);

/** The elements of the list that is all of the body. */
const cutList = (reader: ItemReader, start: number): Item[] | Refusal => {
  const items: Item[] = [];
  const end = reader.list(start, items);
  return end >= 0 && isLast(reader.body, end) ? items : notJson(reader.body);
};

/** An object around a list of events, or one event. */
const cutFramed = (reader: ItemReader, start: number, list: string, names: WireNames): CutBody | Refusal => {
  const { body } = reader;
  const frame = new ObjectScan([list, names.sentAt ?? list, names.context ?? list]);
  let items: Item[] | undefined;
  const end = frame.object(body, start, (index, at) => {
    if (index !== 0 || body[at] !== byteOf.openList) return -1;
    const found: Item[] = [];
    const listEnd = reader.list(at, found);
    items = listEnd < 0 ? undefined : found;
    return listEnd;
  });
  if (end < 0 || !isLast(body, end)) return notJson(body);
  const place = placeIn(frame, 0);
  if (place.start < 0) {
    const item = reader.read(start);
    return item === null ? notJson(body) : framed([item]);
  }
  if (body[place.start] !== byteOf.openList) {
    return new Refusal("not_json", `The member ${list} of the body is no list of events.`);
  }
  if (items === undefined) return notJson(body);
  return framed(
    items,
    names.sentAt === undefined ? nowhere : placeIn(frame, 1),
    names.context === undefined ? nowhere : placeIn(frame, 2),
  );
};
