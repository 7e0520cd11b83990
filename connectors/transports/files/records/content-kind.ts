// Which kind of records a file holds: told by its content first, by its name second. One broken or odd line at the
// beginning must not change how the others are read.
import { byteOf, isObjectLine, skipSpace, valueEnd } from "./json-scan.ts";

/** `lines`: one JSON object a line. `values`: JSON values, or lists of them, laid out freely. `rows`: CSV, TSV. */
export type ContentKind = "empty" | "lines" | "values" | "rows";

/** Behind the first line this much more is looked at. */
export const lookaheadBytes = 1 << 16;

/** The ending of a name in lower case, `.gz` and `.zst` aside. */
export const extensionOf = (path: string): string =>
  /\.([a-z0-9]+)$/.exec(path.toLowerCase().replace(/\.(gz|gzip|zst|zstd)$/, ""))?.[1] ?? "";

const rowExtensions = ["csv", "tsv", "tab"];
const lineExtensions = ["ndjson", "jsonl"];
const jsonExtensions = [...lineExtensions, "json"];

/**
 * `head` ends at least `lookaheadBytes` behind its first line, unless the line or the file is too long or too short
 * for that. `prefersRows` decides where neither content nor name does.
 */
export const contentKind = (
  head: Buffer,
  isWhole: boolean,
  path: string,
  prefersRows: boolean,
): ContentKind => {
  const extension = extensionOf(path);
  const start = skipSpace(head, 0);
  if (start === head.length && isWhole) return "empty";
  if (rowExtensions.includes(extension)) return "rows";
  const look: Look = { head, isWhole, start, isNamedLines: lineExtensions.includes(extension) };
  if (head[start] === byteOf.openObject) return objectKind(look);
  if (head[start] === byteOf.openList) return listKind(look);
  if (jsonExtensions.includes(extension)) return "lines";
  return extension === "txt" || prefersRows ? "rows" : "lines";
};

interface Look {
  readonly head: Buffer;
  readonly isWhole: boolean;
  readonly start: number;
  readonly isNamedLines: boolean;
}

const lineStarts = function* (head: Buffer, from: number): Generator<number> {
  for (let at = head.indexOf(byteOf.newline, from); at >= 0; at = head.indexOf(byteOf.newline, at + 1)) {
    if (at + 1 < head.length) yield at + 1;
  }
};

/** Lines, unless the first object spreads over several or is followed by another, and no line is an object. */
const objectKind = ({ head, isWhole, start }: Look): ContentKind => {
  if (isObjectLine(head, start)) return "lines";
  for (const line of lineStarts(head, start)) if (isObjectLine(head, line)) return "lines";
  const end = valueEnd(head, start);
  if (end < 0) {
    const newline = head.indexOf(byteOf.newline, start);
    const hasMore = newline >= 0 && (skipSpace(head, newline) < head.length || !isWhole);
    return hasMore ? "values" : "lines";
  }
  const isOneLine = !head.subarray(start, end).includes(byteOf.newline);
  const next = head[skipSpace(head, end)];
  const isFollowedByValue = next === byteOf.openObject || next === byteOf.openList;
  return isOneLine && !isFollowedByValue ? "lines" : "values";
};

/** One list of records, unless it is a line among others: a record that is no object. */
const listKind = ({ head, isWhole, start, isNamedLines }: Look): ContentKind => {
  const end = valueEnd(head, start);
  const isOneLine = end >= 0 && !head.subarray(start, end).includes(byteOf.newline);
  if (isOneLine) {
    const next = skipSpace(head, end);
    if (isNamedLines) return "lines";
    return (next === head.length && isWhole) || head[next] === byteOf.openList ? "values" : "lines";
  }
  // Two objects in a row without a comma between them stand in no list.
  let isAfterObject = false;
  for (const line of lineStarts(head, start)) {
    const isObject = isObjectLine(head, line);
    if (isObject && isAfterObject) return "lines";
    isAfterObject = isObject;
  }
  return "values";
};
