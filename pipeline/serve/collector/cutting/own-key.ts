// Where a request's body repeats the key that it came with. Keys are kept as digests only, so none of them may reach the
// journal, and an event that is sent again with another key must stay the same event.
import { byteOf, isJsonSpace } from "../../../../connectors/transports/files/records/json-scan.ts";
import { afterSpace } from "./object-scan.ts";

const colon = 0x3a;

/** As the libraries call it: Segment, RudderStack; PostHog's for servers and for browsers. */
const keyMembers = ["writeKey", "api_key", "token"];

/** A member with the comma that belongs to it: bytes from `start` to before `end`. */
export interface Cut {
  readonly start: number;
  readonly end: number;
}

const beforeSpace = (bytes: Buffer, end: number): number => {
  let at = end;
  while (at > 0 && isJsonSpace(bytes[at - 1] ?? 0)) at -= 1;
  return at;
};

/** Where the member begins whose value begins at `value`; -1 where its name is none of ours. */
const memberStart = (body: Buffer, value: number): number => {
  const colonEnd = beforeSpace(body, value);
  if (body[colonEnd - 1] !== colon) return -1;
  const nameEnd = beforeSpace(body, colonEnd - 1);
  for (const name of keyMembers) {
    const start = nameEnd - name.length - 2;
    if (start >= 0 && body.toString("latin1", start, nameEnd) === `"${name}"`) return start;
  }
  return -1;
};

/** Members of the body, at any depth, that hold the key; in order and apart from each other. */
export const ownKeyCuts = (body: Buffer, key: string): Cut[] => {
  const cuts: Cut[] = [];
  const wanted = Buffer.from(JSON.stringify(key));
  let from = 0;
  for (let found = body.indexOf(wanted, from); found >= 0; found = body.indexOf(wanted, from)) {
    from = found + wanted.length;
    const start = memberStart(body, found);
    if (start < 0) continue;
    const comma = beforeSpace(body, start) - 1;
    const next = afterSpace(body, from);
    const last = cuts.at(-1)?.end ?? 0;
    if (body[comma] === byteOf.comma && comma >= last) cuts.push({ start: comma, end: from });
    else cuts.push({ start, end: body[next] === byteOf.comma ? next + 1 : from });
  }
  return cuts;
};

export const cutsWithin = (cuts: readonly Cut[], start: number, end: number): readonly Cut[] =>
  cuts.filter((cut) => cut.start >= start && cut.end <= end);

/** The bytes from `start` to `end` without the cuts among them, and `ending` behind them. */
export const withoutCuts = (
  body: Buffer,
  start: number,
  end: number,
  cuts: readonly Cut[],
  ending: Buffer | null,
): Buffer => {
  if (cuts.length === 0 && ending === null) return body.subarray(start, end);
  let length = end - start + (ending?.length ?? 0);
  for (const cut of cuts) length -= cut.end - cut.start;
  const record = Buffer.allocUnsafe(length);
  let at = 0;
  let from = start;
  for (const cut of cuts) {
    at += body.copy(record, at, from, cut.start);
    from = cut.end;
  }
  at += body.copy(record, at, from, end);
  ending?.copy(record, at);
  return record;
};
