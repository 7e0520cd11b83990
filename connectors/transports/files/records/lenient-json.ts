// Finds records that the warehouse's JSON reader takes though they are no JSON: NaN, Infinity, and a comma before a
// closing bracket. One search over a whole block; only records that hold something like it are read byte by byte.
import { type JsonFault, jsonFault } from "./json-fault.ts";

const newline = 0x0a;

// No match begins and ends in different records: whatever a file's cut into blocks, the same ones are suspect. Written
// without lookahead, which would make the search twice as slow.
const suspectInLines = /,[ \t\r]*[}\]]|(?:nan|inf|infinity)[ \t\r]*(?:[,}\]\n]|$)/gi;
const suspectInValues = /,\s*[}\]]|(?:nan|inf|infinity)\s*(?:[,}\]]|[^ -\xff]|$)/gi;

/** Where records begin that may be no JSON, among records of UTF-8 that stand between separators. */
const suspects = (bytes: Buffer, separator: number): ReadonlySet<number> => {
  const text = bytes.toString("latin1");
  const pattern = separator === newline ? suspectInLines : suspectInValues;
  const starts = new Set<number>();
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    starts.add(found.index === 0 ? 0 : bytes.lastIndexOf(separator, found.index - 1) + 1);
    // One match a record is enough; to look at each would take for ever in a long line full of them.
    const end = bytes.indexOf(separator, found.index);
    if (end < 0) break;
    pattern.lastIndex = end;
  }
  return starts;
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
