// What every transport hands on: blocks of whole records as text, and the records that no one may interpret.
import { isUtf8 } from "node:buffer";
import type { QuarantineReason } from "../../../../models/verdict.ts";
import { jsonFaultText } from "./json-fault.ts";
import { lenientJson } from "./lenient-json.ts";
import { bracketsInStrings, bracketsInText, nestingDepth } from "./nesting-depth.ts";

/** A record set aside by its bytes alone. `bytes` are its own, without the line end. */
export interface RecordFault {
  readonly position: number;
  readonly reason: QuarantineReason;
  readonly detail: string | null;
  readonly bytes: Buffer;
}

/** Some whole records of a file, in its order. Any cutting of a file into blocks says the same of it. */
export interface RecordBlock {
  /** Records joined by `separator`; UTF-8. An empty place holds no record, or one that is among `faults`. */
  readonly text: Buffer;
  readonly separator: string;
  /** Only for rows: what stands between the fields. */
  readonly fieldSeparator?: string;
  /** The position of the first place in `text`. */
  readonly firstPosition: number;
  /** How many places there are: the next block begins at `firstPosition + places`. */
  readonly places: number;
  /** How many records, those among `faults` included; blank places are none. */
  readonly records: number;
  readonly faults: readonly RecordFault[];
}

export interface RecordLimits {
  readonly max_line_bytes: number;
  readonly max_depth: number;
}

/** How a file is cut. The cut changes memory and speed, never the result. */
export interface ReadSizes {
  readonly chunkBytes: number;
  readonly blockBytes: number;
  /** Of a record over the limit of length, this much is kept. */
  readonly keptBytes: number;
}

/** Limits, and how much of a record over them is kept: the same for any cut of the file. */
export interface RecordBounds extends RecordLimits {
  readonly keptBytes: number;
}

export const boundsOf = (limits: RecordLimits, sizes: ReadSizes): RecordBounds => ({
  max_line_bytes: limits.max_line_bytes,
  max_depth: limits.max_depth,
  keptBytes: Math.max(sizes.keptBytes, limits.max_line_bytes),
});

/** What is said of a record that is too long. */
export const tooLong = (bytes: number, bounds: RecordBounds): Verdict => {
  const kept = bytes > bounds.keptBytes ? `; the first ${bounds.keptBytes} are kept` : "";
  return { reason: "line_too_long", detail: `${bytes} bytes, the limit is ${bounds.max_line_bytes}${kept}` };
};

export const readSizes: ReadSizes = { chunkBytes: 1 << 20, blockBytes: 8 << 20, keptBytes: 64 << 20 };

/**
 * Text inside a record that is JSON itself is bounded too, by its brackets: functions that a mapping may call on it
 * recurse, and some of DuckDB's end the process at 50,000 levels.
 */
const maxTextBrackets = 20_000;

export type RecordSyntax = "json" | "text";
export type Verdict = Pick<RecordFault, "reason" | "detail">;

/** How many bytes at the beginning of a record are UTF-8. */
const utf8Bytes = (record: Buffer): number => {
  const written = Buffer.from(record.toString("utf8"));
  let bytes = record.findIndex((byte, at) => byte !== written[at]);
  // What stands for a broken character may begin with the same byte.
  while (bytes > 0 && !isUtf8(record.subarray(0, bytes))) bytes -= 1;
  return bytes;
};

/** A record of UTF-8 that is no longer than this is within all limits of length and depth. */
const harmlessLength = (limits: RecordBounds, syntax: RecordSyntax): number =>
  Math.min(
    limits.max_line_bytes,
    maxTextBrackets,
    syntax === "json" ? 2 * limits.max_depth : maxTextBrackets,
  );

/** Length, encoding and depth of one record; null where it may be interpreted. */
export const recordVerdict = (
  record: Buffer,
  isKnownUtf8: boolean,
  limits: RecordBounds,
  syntax: RecordSyntax,
): Verdict | null => {
  if (record.length > limits.max_line_bytes) return tooLong(record.length, limits);
  if (!isKnownUtf8 && !isUtf8(record)) {
    return { reason: "invalid_utf8", detail: `byte ${utf8Bytes(record) + 1} is no UTF-8` };
  }
  // A record shorter than this cannot be valid and too deep at once.
  if (syntax === "json" && record.length > 2 * limits.max_depth) {
    const depth = nestingDepth(record);
    if (depth > limits.max_depth) {
      return { reason: "too_deep", detail: `${depth} levels, the limit is ${limits.max_depth}` };
    }
  }
  if (record.length > maxTextBrackets) {
    const brackets = syntax === "json" ? bracketsInStrings(record) : bracketsInText(record);
    if (brackets > maxTextBrackets) {
      return { reason: "too_deep", detail: `${brackets} brackets in text, the limit is ${maxTextBrackets}` };
    }
  }
  return null;
};

/** White space is no record of JSON; in rows a tab is two empty fields. */
const isBlank = (bytes: Buffer, start: number, end: number, syntax: RecordSyntax): boolean => {
  if (syntax === "text") return start === end;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
};

const carriageReturn = 0x0d;

/**
 * What is wrong with each record of a block by its bytes, and by strict JSON where the warehouse would not say so. A
 * record is cut out only where something may be wrong: a million small buffers cost more than looking at them.
 */
const judge = (
  bytes: Buffer,
  separator: number,
  bounds: RecordBounds,
  syntax: RecordSyntax,
): ((start: number, end: number) => Verdict | null) => {
  const isKnownUtf8 = isUtf8(bytes);
  const harmlessBytes = isKnownUtf8 ? harmlessLength(bounds, syntax) : -1;
  const faultOf = syntax === "text" ? null : lenientJson(bytes, separator);
  return (start, end) => {
    const verdict =
      end - start <= harmlessBytes
        ? null
        : recordVerdict(bytes.subarray(start, end), isKnownUtf8, bounds, syntax);
    if (verdict !== null || faultOf === null) return verdict;
    const fault = faultOf(start, end);
    return fault === null ? null : { reason: "not_json", detail: jsonFaultText(fault) };
  };
};

/** Checks records that stand between separators of one byte, and empties the places of those that fail. */
export const checkedBlock = (
  bytes: Buffer,
  separator: number,
  firstPosition: number,
  bounds: RecordBounds,
  syntax: RecordSyntax,
): RecordBlock => {
  const verdictOf = judge(bytes, separator, bounds, syntax);
  const faults: RecordFault[] = [];
  const kept: Buffer[] = [];
  let keptTo = 0;
  let places = 0;
  let records = 0;
  for (let start = 0; start < bytes.length; places += 1) {
    const found = bytes.indexOf(separator, start);
    const end = found < 0 ? bytes.length : found;
    const isRecord = !((bytes[start] ?? 0) <= 0x20 && isBlank(bytes, start, end, syntax));
    const contentEnd = bytes[end - 1] === carriageReturn ? end - 1 : end;
    const verdict = isRecord ? verdictOf(start, contentEnd) : null;
    if (isRecord) records += 1;
    if (verdict !== null) {
      const ownBytes = bytes.subarray(start, Math.min(contentEnd, start + bounds.keptBytes));
      faults.push({ position: firstPosition + places, ...verdict, bytes: ownBytes });
    }
    if (verdict !== null || (!isRecord && end > start)) {
      kept.push(bytes.subarray(keptTo, start));
      keptTo = end;
    }
    start = end + 1;
  }
  const text = keptTo === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(keptTo)]);
  return { text, separator: String.fromCharCode(separator), firstPosition, places, records, faults };
};
