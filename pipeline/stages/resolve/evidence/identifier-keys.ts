// A memory of which identifier has which key, for a table without an index: five million texts are 30 ms to look through.
// It only proposes: whoever asks reads the row of the key. Eleven bytes for each identifier; texts are not kept.
import { setImmediate } from "node:timers/promises";
import type { Plain } from "../../../warehouse/plain-value.ts";
import { integers, type Session } from "../../../warehouse/session.ts";

const slotsOfPart = 2 ** 20;
const mostOfPart = 0.75 * slotsOfPart;
/** Beyond it memory is kept for other things, and the rest is looked through. */
const mostParts = 16;
/** So that the event loop is held for a few milliseconds at a time. */
const rowsAtOnce = 20_000;

/** Hash tables by open addressing that never grow: when one is full, the next begins. */
class Part {
  readonly #fingerprints = new Int32Array(slotsOfPart);
  /** 0: an empty slot. */
  readonly #keys = new Int32Array(slotsOfPart);
  #rows = 0;

  get isFull(): boolean {
    return this.#rows >= mostOfPart;
  }

  add(fingerprint: number, key: number): void {
    let slot = fingerprint % slotsOfPart;
    while (this.#keys[slot] !== 0) slot = (slot + 1) % slotsOfPart;
    this.#keys[slot] = key;
    this.#fingerprints[slot] = fingerprint;
    this.#rows += 1;
  }

  keysOf(fingerprint: number, found: number[]): void {
    for (let slot = fingerprint % slotsOfPart; ; slot = (slot + 1) % slotsOfPart) {
      const key = this.#keys[slot] ?? 0;
      if (key === 0) return;
      if (this.#fingerprints[slot] === fingerprint) found.push(key);
    }
  }
}

const keyIn = (row: Readonly<Record<string, Plain>> | undefined): number | undefined => {
  const key = row?.["identifier_key"];
  return typeof key === "number" ? key : undefined;
};

export class IdentifierKeys {
  #parts: Part[] = [];
  /** Keys are given in rising order and stay: all up to this one are known. */
  #last = 0;
  #isFilling = false;

  get isEmpty(): boolean {
    return this.#last === 0;
  }

  /** Keys, up to `last`, of identifiers that may have one of these fingerprints; none that has is left out. */
  proposed(fingerprints: Int32Array): { readonly keys: Int32Array; readonly last: number } {
    const found: number[] = [];
    for (const fingerprint of fingerprints) for (const part of this.#parts) part.keysOf(fingerprint, found);
    return { keys: Int32Array.from(new Set(found)), last: this.#last };
  }

  /** The key of an identifier among those that the session's transaction sees. */
  async find(
    session: Session,
    { namespace, value, fingerprint }: { namespace: string; value: string; fingerprint: number },
  ): Promise<number | undefined> {
    const proposed: number[] = [];
    for (const part of this.#parts) part.keysOf(fingerprint, proposed);
    for (const key of proposed) {
      const row = await session.row(
        `select identifier_key from identifiers
        where identifier_key = $1::integer and namespace = $2 and "value" = $3`,
        [key, namespace, value],
      );
      if (row !== undefined) return key;
    }
    const row = await session.row(
      `select identifier_key from identifiers
      where identifier_key > $1::integer and namespace = $2 and "value" = $3`,
      [this.#last, namespace, value],
    );
    return keyIn(row);
  }

  /** Learns what was committed since the last time. One at a time; further calls do nothing meanwhile. */
  async fill(session: Session): Promise<void> {
    if (this.#isFilling) return;
    this.#isFilling = true;
    try {
      const newest = await session.count("select coalesce(max(identifier_key), 0) from identifiers");
      while (this.#last < newest && this.#hasRoom()) {
        await this.#learn(session, Math.min(this.#last + rowsAtOnce, newest));
        await setImmediate();
      }
    } finally {
      this.#isFilling = false;
    }
  }

  /** Forgets everything: after the store was opened again, keys that were never committed may be given anew. */
  clear(): void {
    this.#parts = [];
    this.#last = 0;
  }

  #hasRoom(): boolean {
    return this.#parts.length < mostParts || this.#parts.at(-1)?.isFull === false;
  }

  async #learn(session: Session, upTo: number): Promise<void> {
    const parts = this.#parts;
    const { identifier_key, fingerprint } = await session.columns(
      `select identifier_key, identifier_fingerprint(namespace, "value") as fingerprint
      from identifiers where identifier_key > $1::integer and identifier_key <= $2::integer`,
      [this.#last, upTo],
    );
    // Everything was forgotten meanwhile: to go on here would be to leave out what came before.
    if (this.#parts !== parts) return;
    const [keys, fingerprints] = [integers(identifier_key), integers(fingerprint)];
    keys.forEach((key, row) => this.#part().add(fingerprints[row] ?? 0, key));
    this.#last = upTo;
  }

  #part(): Part {
    const newest = this.#parts.at(-1);
    if (newest !== undefined && !newest.isFull) return newest;
    const part = new Part();
    this.#parts.push(part);
    return part;
  }
}
