// The ids of stored events as a process that commits for hours remembers them, so that a small commit need not look
// through all of them. A cache: the store decides, and whatever else was committed or rolled back meanwhile is noticed.
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { integers, type Session } from "../../warehouse/session.ts";
import { readMeta, writeMeta } from "../../workspace/store-schema.ts";
import { IdTable, largestKey } from "./id-table.ts";

const rowsAtOnce = 500_000;
/** Beside other work: the event loop is held for a few milliseconds at a time. */
const rowsBeside = 50_000;
const tokenKey = "event_ids_token";

/** Of a column `id_hash` both halves, each as a signed integer. The hash never leaves the process. */
const halves = `((id_hash & 4294967295)::bigint - 2147483648)::integer as low,
  ((id_hash >> 32)::bigint - 2147483648)::integer as high`;

/** Back from the signed form. */
const unsigned = (value: number | undefined): number => (value ?? 0) + 2147483648;

/** Counts how far ids are known by `next_event_key`, which every commit moves on. */
const nextKey = async (writer: Session): Promise<number> =>
  Number((await readMeta(writer, "next_event_key")) ?? "1");

/**
 * Guarantee: after `prepare`, in the same transaction, every stored event is known. Its token tells whether the last commit
 * that was remembered was rolled back: then all ids are read anew. What others committed since has later keys.
 */
export class StoredIds {
  #table: IdTable | undefined;
  #token: string | undefined;
  #next = 0;
  #warming: Promise<void> | undefined;

  /** Learns what is committed, on a session of its own, before somebody waits for it. Throws where it cannot be read. */
  warm(session: Session): Promise<void> {
    this.#warming ??= session
      .transaction(async () => {
        const [next, token] = [await nextKey(session), await readMeta(session, tokenKey)];
        if (next > largestKey) return;
        const table = await this.#readUpTo(session, next, rowsBeside);
        [this.#table, this.#token, this.#next] = [table, token, next];
      })
      .finally(() => {
        this.#warming = undefined;
      });
    return this.#warming;
  }

  /** False where ids cannot be remembered, for there are too many keys: then the store is asked. */
  async prepare(writer: Session): Promise<boolean> {
    // Where that fails, they are read here.
    await this.#warming?.catch(() => undefined);
    const next = await nextKey(writer);
    if (next > largestKey) {
      this.#table = undefined;
      return false;
    }
    const isOurs =
      this.#table !== undefined && this.#next <= next && (await readMeta(writer, tokenKey)) === this.#token;
    if (isOurs && this.#next === next) return true;
    if (isOurs) await this.#read(writer, this.#table, this.#next, next);
    else this.#table = await this.#readUpTo(writer, next, rowsAtOnce);
    this.#next = next;
    await this.#mark(writer);
    return true;
  }

  /** Keys of stored events that may have an id of `staged_events`; none that has is left out. */
  async candidates(writer: Session, source: string): Promise<number[]> {
    const columns = await writer.columns(
      `select ${halves} from (select hash($1::varchar, event_id) as id_hash from staged_events)`,
      [source],
    );
    const low = integers(columns["low"]);
    const high = integers(columns["high"]);
    const found: number[] = [];
    low.forEach((part, row) => this.#table?.find(unsigned(part), unsigned(high[row]), found));
    return [...new Set(found)];
  }

  /** Adds the events from this key on, which the running transaction stored; call it when it moved `next_event_key`. */
  async remember(writer: Session, firstKey: number): Promise<void> {
    this.#next = await nextKey(writer);
    await this.#mark(writer);
    if (this.#next > largestKey) this.#table = undefined;
    else await this.#read(writer, this.#table, firstKey, this.#next);
  }

  /** A table of all ids before this key. */
  async #readUpTo(session: Session, next: number, rows: number): Promise<IdTable> {
    const table = new IdTable(await session.count("select count(*) from events"));
    const first = await session.count("select coalesce(min(event_key), 1) from events");
    for (let from = first; from < next; from += rows) {
      await this.#read(session, table, from, Math.min(from + rows, next));
      await setImmediate();
    }
    return table;
  }

  /** What was read may be undone with the transaction: then the token goes too. */
  async #mark(writer: Session): Promise<void> {
    this.#token = randomUUID();
    await writeMeta(writer, tokenKey, this.#token);
  }

  async #read(session: Session, table: IdTable | undefined, from: number, to: number): Promise<void> {
    const columns = await session.columns(
      `select ${halves}, (event_key - 2147483648)::integer as key
      from (
        select event_key, hash(source, event_id) as id_hash from events
        where event_key >= $1::bigint and event_key < $2::bigint
      )`,
      [from, to],
    );
    const low = integers(columns["low"]);
    const high = integers(columns["high"]);
    const key = integers(columns["key"]);
    for (let row = 0; row < key.length; row += 1) {
      table?.add(unsigned(low[row]), unsigned(high[row]), unsigned(key[row]));
    }
  }
}
