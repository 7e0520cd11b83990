// Lays the events of a request as records of the journal: their own bytes, without the key they came with, and at their
// end what only the request knew (when it was sent and received). Gives each one its verdict, by its bytes alone.
import { isUtf8 } from "node:buffer";
import { byteOf } from "../../../../connectors/transports/files/records/json-scan.ts";
import type { QuarantineReason } from "../../../../models/verdict.ts";
import type { WireNames } from "../protocols.ts";
import type { CutBody, Place } from "./cut-body.ts";
import { lacks, type Item } from "./item-reader.ts";
import { afterSpace } from "./object-scan.ts";
import { type Cut, ownKeyCuts, withoutCuts } from "./own-key.ts";

export interface RequestFacts {
  readonly key: string | undefined;
  /** ISO, by our clock. */
  readonly receivedAt: string;
  /** Of a call that does not say it itself. */
  readonly type: string | undefined;
}

export interface RecordLimits {
  readonly maxLineBytes: number;
  readonly maxDepth: number;
}

export interface LaidRecords {
  readonly records: readonly Buffer[];
  /** Of each record: why it will be in quarantine; null where nothing is known against it. */
  readonly reasons: readonly (QuarantineReason | null)[];
}

const quoted = (body: Buffer, { start, end }: Place): string | null =>
  start >= 0 && body[start] === byteOf.quote ? body.toString("utf8", start, end) : null;

/** What is put behind the last member of an event, by what it lacks; made once for each kind of lack. */
const endings = (
  body: Buffer,
  cut: CutBody,
  names: WireNames,
  facts: RequestFacts,
): ((lacking: number, isEmpty: boolean) => Buffer | null) => {
  const sentAt = quoted(body, cut.sentAt);
  const hasContext = cut.context.start >= 0 && body[cut.context.start] === byteOf.openObject;
  const context = hasContext ? body.toString("utf8", cut.context.start, cut.context.end) : null;
  const made = new Map<number, Buffer | null>();
  const make = (lacking: number): Buffer | null => {
    const members = [
      (lacking & lacks.type) === 0 || facts.type === undefined ? null : `"type":"${facts.type}"`,
      (lacking & lacks.context) === 0 || context === null ? null : `"${names.context ?? ""}":${context}`,
      (lacking & lacks.sentAt) === 0 || sentAt === null ? null : `"${names.sentAt ?? ""}":${sentAt}`,
      (lacking & lacks.receivedAt) === 0 ? null : `"${names.receivedAt ?? ""}":"${facts.receivedAt}"`,
    ].filter((member) => member !== null);
    return members.length === 0 ? null : Buffer.from(`,${members.join(",")}}`);
  };
  return (lacking, isEmpty) => {
    let ending = made.get(lacking);
    if (ending === undefined) {
      ending = make(lacking);
      made.set(lacking, ending);
    }
    return isEmpty && ending !== null ? ending.subarray(1) : ending;
  };
};

const isEmptyObject = (body: Buffer, item: Item, cuts: readonly Cut[]): boolean => {
  let at = afterSpace(body, item.start + 1);
  for (const cut of cuts) if (cut.start === at) at = afterSpace(body, cut.end);
  return at === item.end - 1;
};

/** Whether the bytes are JSON; only asked of what is no object, which hardly ever comes. */
const isJson = (bytes: Buffer): boolean => {
  try {
    JSON.parse(bytes.toString("utf8"));
    return true;
  } catch {
    return false;
  }
};

const reasonOf = (
  item: Item,
  record: Buffer,
  isBodyUtf8: boolean,
  { maxLineBytes, maxDepth }: RecordLimits,
): QuarantineReason | null => {
  if (!isBodyUtf8 && !isUtf8(record)) return "invalid_utf8";
  if (record.length > maxLineBytes) return "line_too_long";
  if (item.depth > maxDepth) return "too_deep";
  if (item.kind === "broken") return "not_json";
  if (item.kind === "object") return null;
  return isJson(record) ? "not_an_object" : "not_json";
};

export const layRecords = (
  body: Buffer,
  cut: CutBody,
  names: WireNames,
  facts: RequestFacts,
  limits: RecordLimits,
): LaidRecords => {
  const isBodyUtf8 = isUtf8(body);
  const cuts = facts.key === undefined ? [] : ownKeyCuts(body, facts.key);
  const endingFor = endings(body, cut, names, facts);
  const records: Buffer[] = [];
  const reasons: (QuarantineReason | null)[] = [];
  let next = 0;
  for (const item of cut.items) {
    while (next < cuts.length && (cuts[next]?.start ?? 0) < item.start) next += 1;
    let last = next;
    while (last < cuts.length && (cuts[last]?.start ?? 0) < item.end) last += 1;
    const own = next === last ? noCuts : cuts.slice(next, last);
    next = last;
    const ending = item.lacking === 0 ? null : endingFor(item.lacking, isEmptyObject(body, item, own));
    // The ending brings the closing brace along.
    const end = ending === null ? item.end : item.end - 1;
    const record = withoutCuts(body, item.start, end, own, ending);
    const reason = reasonOf(item, record, isBodyUtf8, limits);
    records.push(record);
    reasons.push(reason);
  }
  return { records, reasons };
};

const noCuts: readonly Cut[] = [];
