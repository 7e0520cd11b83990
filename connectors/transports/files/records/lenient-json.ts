// Finds records that the warehouse's JSON reader takes though they are no JSON: NaN, Infinity, and a comma before a
// closing bracket. One search over a whole block; only records that hold something like it are read byte by byte.
import { type JsonFault, jsonFault } from "./json-fault.ts";

const newline = 0x0a;

// No match begins and ends in different records: whatever a file's cut into blocks, the same ones are suspect. Written
// without lookahead, which would make the search twice as slow.
const suspectInLines = /,[ \t\r]*[}\]]|(?:nan|inf|infinity)[ \t\r]*(?:[,}\]\n]|$)/gi;
const suspectInValues = /,\s*[}\]]|(?:nan|inf|infinity)\s*(?:[,}\]]|[^ -\xff]|$)/gi;

/** Text of this size stays in the processor's cache from its making to the end of the search. */
const searchedBytes = 1 << 16;

/** Where records begin that may be no JSON, among records of UTF-8 that stand between separators. */
const suspects = (bytes: Buffer, separator: number): ReadonlySet<number> => {
  const starts = new Set<number>();
  for (let from = 0; from < bytes.length;) {
    const last = bytes.lastIndexOf(separator, from + searchedBytes);
    const end = last > from ? last : bytes.indexOf(separator, from + searchedBytes);
    const to = end < 0 ? bytes.length : end + 1;
    addSuspects(starts, bytes, from, to, separator);
    from = to;
  }
  return starts;
};

/** Of whole records from `from` to `to`. */
const addSuspects = (
  starts: Set<number>,
  bytes: Buffer,
  from: number,
  to: number,
  separator: number,
): void => {
  const text = bytes.toString("latin1", from, to);
  const pattern = separator === newline ? suspectInLines : suspectInValues;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    const at = from + found.index;
    starts.add(at === 0 ? 0 : bytes.lastIndexOf(separator, at - 1) + 1);
    // One match a record is enough; to look at each would take for ever in a long line full of them.
    const end = bytes.indexOf(separator, at);
    if (end < 0 || end >= to) break;
    pattern.lastIndex = end - from;
  }
};

/** The question to ask of each record of a block, by where it begins and ends. */
export const lenientJson = (
  bytes: Buffer,
  separator: number,
): ((start: number, end: number) => JsonFault | null) => {
  const starts = suspects(bytes, separator);
  return starts.size === 0
    ? () => null
    : (start, end) => (starts.has(start) ? jsonFault(bytes.subarray(start, end)) : null);
};
