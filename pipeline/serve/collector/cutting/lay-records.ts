// Lays the events of a request as records of the journal: their own bytes, without the key they came with, and at their
// end what only the request knew (when it was sent and received). Gives each one its verdict, by its bytes alone.
import { isUtf8 } from "node:buffer";
import type { QuarantineReason } from "../../../../models/verdict.ts";
import type { WireNames } from "../protocols.ts";
import type { CutBody } from "./cut-body.ts";
import { Endings, type RequestFacts } from "./endings.ts";
import type { Item } from "./item-reader.ts";
import { afterSpace } from "./object-scan.ts";
import { type Cut, ownKeyCuts, withoutCuts } from "./own-key.ts";

export interface RecordLimits {
  readonly maxLineBytes: number;
  readonly maxDepth: number;
}

export interface LaidRecords {
  readonly records: readonly Buffer[];
  /** Of each record: why it will be in quarantine; null where nothing is known against it. */
  readonly reasons: readonly (QuarantineReason | null)[];
}

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
  kind: Item["kind"],
  depth: number,
  record: Buffer,
  { maxLineBytes, maxDepth }: RecordLimits,
): QuarantineReason | null => {
  if (record.length > maxLineBytes) return "line_too_long";
  if (depth > maxDepth) return "too_deep";
  if (kind === "broken") return "not_json";
  if (kind === "object") return null;
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
  const endings = new Endings(body, cut, names, facts, cuts);
  const records: Buffer[] = [];
  const reasons: (QuarantineReason | null)[] = [];
  let next = 0;
  for (const item of cut.items) {
    while (next < cuts.length && (cuts[next]?.start ?? 0) < item.start) next += 1;
    let last = next;
    while (last < cuts.length && (cuts[last]?.start ?? 0) < item.end) last += 1;
    const own = next === last ? noCuts : cuts.slice(next, last);
    next = last;
    const ending = item.lacking === 0 ? null : endings.of(item.lacking, isEmptyObject(body, item, own));
    // The ending brings the closing brace along.
    const end = ending === null ? item.end : item.end - 1;
    const record = withoutCuts(body, item.start, end, own, ending);
    const depth = Math.max(item.depth, endings.depthOf(item.lacking));
    records.push(record);
    reasons.push(
      !isBodyUtf8 && !isUtf8(record) ? "invalid_utf8" : reasonOf(item.kind, depth, record, limits),
    );
  }
  return { records, reasons };
};

const noCuts: readonly Cut[] = [];
