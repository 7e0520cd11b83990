// What is put behind the last member of an event: what only its request knew. Made once for each kind of lack, because
// the events of one batch mostly lack the same.
import { byteOf } from "../../../../connectors/transports/files/records/json-scan.ts";
import { nestingDepth } from "../../../../connectors/transports/files/records/nesting-depth.ts";
import type { WireNames } from "../protocols.ts";
import type { CutBody, Place } from "./cut-body.ts";
import { lacks } from "./item-reader.ts";
import { type Cut, cutsWithin, withoutCuts } from "./own-key.ts";

export interface RequestFacts {
  readonly key: string | undefined;
  /** ISO, by our clock. */
  readonly receivedAt: string;
  /** Of a call that does not say it itself. */
  readonly type: string | undefined;
}

/** Longer than any time is written. */
const longestTime = 64;

const timeAt = (body: Buffer, { start, end }: Place): string | null =>
  start >= 0 && body[start] === byteOf.quote && end - start <= longestTime
    ? body.toString("utf8", start, end)
    : null;

const objectAt = (body: Buffer, { start, end }: Place, cuts: readonly Cut[]): Buffer | null =>
  start >= 0 && body[start] === byteOf.openObject
    ? withoutCuts(body, start, end, cutsWithin(cuts, start, end), null)
    : null;

export class Endings {
  readonly #sentAt: string | null;
  readonly #context: Buffer | null;
  readonly #contextDepth: number;
  readonly #names: WireNames;
  readonly #facts: RequestFacts;
  readonly #made = new Map<number, Buffer | null>();

  constructor(body: Buffer, cut: CutBody, names: WireNames, facts: RequestFacts, cuts: readonly Cut[]) {
    this.#sentAt = timeAt(body, cut.sentAt);
    this.#context = objectAt(body, cut.context, cuts);
    this.#contextDepth = this.#context === null ? 0 : 1 + nestingDepth(this.#context);
    this.#names = names;
    this.#facts = facts;
  }

  /** For an event that lacks so much (bits of `lacks`), with the closing brace; null where there is nothing to add. */
  of(lacking: number, isEmpty: boolean): Buffer | null {
    let ending = this.#made.get(lacking);
    if (ending === undefined) {
      ending = this.#make(lacking);
      this.#made.set(lacking, ending);
    }
    // The first member of an object has no comma before it.
    return isEmpty && ending !== null ? ending.subarray(1) : ending;
  }

  /** How deep an event is by what is added to it. */
  depthOf(lacking: number): number {
    return (lacking & lacks.context) === 0 ? 0 : this.#contextDepth;
  }

  #make(lacking: number): Buffer | null {
    const { sentAt = "", receivedAt = "", context = "" } = this.#names;
    const { type, receivedAt: now } = this.#facts;
    const members: (string | Buffer)[] = [];
    if ((lacking & lacks.type) > 0 && type !== undefined) members.push(`,"type":"${type}"`);
    if ((lacking & lacks.context) > 0 && this.#context !== null) {
      members.push(`,"${context}":`, this.#context);
    }
    if ((lacking & lacks.sentAt) > 0 && this.#sentAt !== null) members.push(`,"${sentAt}":${this.#sentAt}`);
    if ((lacking & lacks.receivedAt) > 0) members.push(`,"${receivedAt}":"${now}"`);
    if (members.length === 0) return null;
    return Buffer.concat(
      [...members, "}"].map((part) => (typeof part === "string" ? Buffer.from(part) : part)),
    );
  }
}
