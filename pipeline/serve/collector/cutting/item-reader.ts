// Reads events in a body: where each begins and ends, how deep it is, and which of the members that we look for it has.
import { byteOf } from "../../../../connectors/transports/files/records/json-scan.ts";
import type { WireNames } from "../protocols.ts";
import { afterSpace, ObjectScan } from "./object-scan.ts";

/** What may be put into an event that lacks it; one bit each. */
export const lacks = { sentAt: 1, receivedAt: 2, context: 4, type: 8 } as const;

export interface Item {
  readonly start: number;
  readonly end: number;
  /** `other`: a JSON value that is no object, or nothing at all; `broken`: brackets fit, the rest does not. */
  readonly kind: "object" | "other" | "broken";
  readonly depth: number;
  /** Bits of `lacks`. */
  readonly lacking: number;
  /** Where its id stands; -1 where it has none. */
  readonly idStart: number;
  readonly idEnd: number;
}

/** No member has this name. */
const none = "\u0000";

export class ItemReader {
  readonly body: Buffer;
  readonly #scan: ObjectScan;
  readonly #mostKept: number;
  /** Which of `lacks` a record of this connector may be given at all. */
  readonly #wanted: number;

  /** Of more than `maxItems` one is kept, so that it shows, and the others are only read. */
  constructor(body: Buffer, names: WireNames, maxItems: number) {
    this.body = body;
    this.#mostKept = maxItems + 1;
    const { id = none, sentAt = none, receivedAt = none, context = none } = names;
    this.#scan = new ObjectScan([id, sentAt, receivedAt, context, "type"]);
    this.#wanted =
      (sentAt === none ? 0 : lacks.sentAt) |
      (receivedAt === none ? 0 : lacks.receivedAt) |
      (context === none ? 0 : lacks.context) |
      lacks.type;
  }

  /** The value that begins at `start`; null where none does, or it does not end within `bytes`. */
  read(start: number, bytes = this.body): Item | null {
    const scan = this.#scan;
    const isBroken = bytes[start] === byteOf.openObject;
    if (isBroken) {
      const end = scan.object(bytes, start);
      if (end >= 0) return this.#object(start, end);
    }
    const end = scan.value(bytes, start);
    if (end < 0) return null;
    return {
      start,
      end,
      kind: isBroken ? "broken" : "other",
      depth: scan.depth,
      lacking: 0,
      idStart: -1,
      idEnd: -1,
    };
  }

  /** The elements of the list that begins at `start`, into `items`; gives where it ends, -1 where it is no list. */
  list(start: number, items: Item[]): number {
    const { body } = this;
    let at = afterSpace(body, start + 1);
    if (body[at] === byteOf.closeList) return at + 1;
    for (;;) {
      const item = this.read(at);
      if (item === null) return -1;
      this.keep(item, items);
      at = afterSpace(body, item.end);
      if (body[at] === byteOf.closeList) return at + 1;
      if (body[at] !== byteOf.comma) return -1;
      at = afterSpace(body, at + 1);
    }
  }

  keep(item: Item, items: Item[]): void {
    if (items.length < this.#mostKept) items.push(item);
  }

  #object(start: number, end: number): Item {
    const { starts, ends, depth } = this.#scan;
    const missing =
      ((starts[1] ?? 0) < 0 ? lacks.sentAt : 0) |
      ((starts[2] ?? 0) < 0 ? lacks.receivedAt : 0) |
      ((starts[3] ?? 0) < 0 ? lacks.context : 0) |
      ((starts[4] ?? 0) < 0 ? lacks.type : 0);
    return {
      start,
      end,
      kind: "object",
      depth,
      lacking: missing & this.#wanted,
      idStart: starts[0] ?? -1,
      idEnd: ends[0] ?? -1,
    };
  }
}
