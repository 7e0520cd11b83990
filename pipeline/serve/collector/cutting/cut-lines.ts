// Cuts a body into lines of one event each. Lines without anything on them are none.
import { byteOf, isJsonSpace } from "../../../../connectors/transports/files/records/json-scan.ts";
import type { Refusal } from "../refusal.ts";
import type { Item, ItemReader } from "./item-reader.ts";
import { notJson } from "./not-json.ts";
import { afterSpace } from "./object-scan.ts";

const lineItem = (reader: ItemReader, start: number, end: number): Item => {
  // No further than the line: a body full of lines without an end would be read over and over.
  const item = reader.read(start, reader.body.subarray(0, end));
  if (item !== null && item.end === end) return item;
  const kind = reader.body[start] === byteOf.openObject ? "broken" : "other";
  return { start, end, kind, depth: 0, lacking: 0, idStart: -1, idEnd: -1 };
};

/** Refused where no line holds an object. */
export const cutLines = (reader: ItemReader, from: number): Item[] | Refusal => {
  const { body } = reader;
  const items: Item[] = [];
  let hasObject = false;
  for (let start = afterSpace(body, from); start < body.length;) {
    const newline = body.indexOf(byteOf.newline, start);
    const lineEnd = newline < 0 ? body.length : newline;
    let end = lineEnd;
    while (end > start && isJsonSpace(body[end - 1] ?? 0)) end -= 1;
    const item = lineItem(reader, start, end);
    if (item.kind === "object") hasObject = true;
    reader.keep(item, items);
    start = afterSpace(body, lineEnd);
  }
  return hasObject ? items : notJson(body);
};
