// A store filled with shoppers as if identity had resolved them: each is one profile. For tests of what comes after.
import { type Config, configSchema } from "../../models/config.ts";
import { builtInNamespaces } from "../../models/identity/namespaces.ts";
import type { DataEnd, RunContext } from "../../pipeline/run/run-context.ts";
import { build, type BuildResult } from "../../pipeline/stages/build.ts";
import { loadModels } from "../../pipeline/warehouse/models.ts";
import { plainText } from "../../pipeline/warehouse/plain-value.ts";
import type { Row } from "../../pipeline/warehouse/session.ts";
import { sqlFiles, sqlText } from "../../pipeline/warehouse/sql-text.ts";
import { Warehouse } from "../../pipeline/warehouse/warehouse.ts";
import type { Shopper, ShopperEvent } from "./shoppers.ts";

export const shopperConfig = (given: Readonly<Record<string, unknown>> = {}): Config =>
  configSchema.parse({
    sources: [{ name: "shop", connector: "polku/events", files: "shop/*.ndjson" }],
    journeys: [{ name: "purchase", goal: { event_type: "order_completed" }, idle_days: 30 }],
    ...given,
  });

const microsOf = (time: string): bigint => BigInt(Date.parse(time)) * 1000n;

/** `MM-DD HH:MM[:SS[.sss]]` of 2026 as microseconds. */
export const moment = (at: string): bigint =>
  microsOf(`2026-${at.replace(" ", "T")}${at.length === 11 ? ":00" : ""}Z`);

const jsonOf = (document: Readonly<Record<string, unknown>> | undefined): string | null =>
  document === undefined ? null : JSON.stringify(document);

const silent = { begin: () => undefined, advance: () => undefined, end: () => undefined };

/** A store in memory. Close it after use. */
export class ShopperStore {
  readonly context: RunContext;
  readonly #keys = new Map<string, number>();
  #events = 0;

  private constructor(warehouse: Warehouse, config: Config) {
    this.context = {
      warehouse,
      config,
      folder: "",
      workspace: "",
      namespaces: builtInNamespaces,
      secret: Buffer.from("secret"),
      runId: "run-1",
      reporter: silent,
    };
  }

  static async open(config: Config = shopperConfig()): Promise<ShopperStore> {
    const warehouse = await Warehouse.open(":memory:", {
      memory_limit: "1GB",
      threads: 1,
      temp_directory: undefined,
    });
    for (const file of sqlFiles("sql/schema")) await warehouse.writer.run(sqlText(file));
    await warehouse.writer.run("create temp table belongings as from event_profiles limit 0");
    return new ShopperStore(warehouse, config);
  }

  /** A store that holds the shoppers and is built as of `dataEnd`. */
  static async built(shoppers: readonly Shopper[], dataEnd: string, config?: Config): Promise<ShopperStore> {
    const store = await ShopperStore.open(config);
    await store.addAll(shoppers);
    await store.build(dataEnd);
    return store;
  }

  /** Stores a shopper's events; those of one already there are added and make the profile dirty. */
  add(shopper: Shopper): Promise<void> {
    return this.addAll([shopper]);
  }

  /** The same for many at once. */
  async addAll(shoppers: readonly Shopper[]): Promise<void> {
    const keys = await this.#profiles(shoppers);
    let next = await this.#store(shoppers.flatMap(({ events }) => events));
    const belongings = shoppers.map(({ isKnown, events }, index) => {
      const first = next;
      next += events.length;
      return { key: keys[index], is_anonymous: !isKnown, first, after: next };
    });
    await this.run(
      `create or replace temp table given as
       select unnest(from_json($1::json, '[{"key": "integer", "is_anonymous": "boolean", "first": "bigint", "after": "bigint"}]'), recursive := true)`,
      [JSON.stringify(belongings)],
    );
    await this.run(
      `insert into belongings
       select unnest(range("first", "after")) as event_key, key, key, is_anonymous from given;
       insert into dirty_profiles select key from given`,
    );
  }

  /** Stores one event that belongs to nobody, and counts it. Gives its key. */
  store(event: ShopperEvent): Promise<number> {
    return this.#store([event]);
  }

  /** Stores events at once: a statement for each would take longer than to build them. Gives the first one's key. */
  async #store(events: readonly ShopperEvent[]): Promise<number> {
    const first = this.#events + 1;
    this.#events += events.length;
    const rows = events.map((event, index) => ({
      source: "shop",
      channel: "web",
      event_type: "page_viewed",
      direction: "inbound",
      sequence: 0,
      ...event,
      event_key: first + index,
      micros: String(moment(event.at)),
      properties: jsonOf(event.properties),
      traits: jsonOf(event.traits),
    }));
    await this.run(
      `insert into events by name
       with given as (select unnest(from_json($1::json, '[{"event_key": "bigint", "source": "varchar", "event_id": "varchar",
         "channel": "varchar", "event_type": "varchar", "vendor_event": "varchar", "direction": "varchar",
         "micros": "bigint", "sequence": "bigint", "item": "varchar", "campaign": "varchar", "value": "varchar",
         "currency": "varchar", "properties": "varchar", "traits": "varchar"}]'), recursive := true))
       select * exclude (micros) replace (value::decimal(18, 2) as value), make_timestamp(micros) as occurred_at,
         'observed' as identity_action, 'file' as origin, event_key as position, 'run-1' as run_id
       from given`,
      [JSON.stringify(rows)],
    );
    await this.run(
      `insert into accounting_entries
       select 'run-1', source, 'file', 1, 1, 0, 1, 1, 0, 0, 0, 0, 9 from events where event_key >= $1`,
      [first],
    );
    return first;
  }

  /** The keys of the shoppers' profiles, made where they are new. */
  async #profiles(shoppers: readonly Shopper[]): Promise<number[]> {
    const added = shoppers
      .filter(({ name }) => !this.#keys.has(name))
      .map(({ name, isKnown }) => {
        const key = this.#keys.size + 1;
        this.#keys.set(name, key);
        return { key, name, is_known: isKnown };
      });
    await this.run(
      `create or replace temp table added as
       select unnest(from_json($1::json, '[{"key": "integer", "name": "varchar", "is_known": "boolean"}]'), recursive := true)`,
      [JSON.stringify(added)],
    );
    await this.run(
      `insert into identifiers by name
       select key as identifier_key, case when is_known then 'email' else 'anonymous_id' end as namespace, name as "value",
         case when is_known then 'person' else 'device' end as kind, case when is_known then 3 else 9 end as rank,
         0 as namespace_order
       from added;
       insert into profiles select key, 'p_' || name, is_known, 1, is_known::integer from added`,
    );
    return shoppers.map(({ name }) => this.#keys.get(name) ?? 0);
  }

  /** Builds as of a `moment`: all profiles, or the dirty ones. */
  async build(dataEnd: string, options: { isFull: boolean } = { isFull: true }): Promise<BuildResult> {
    const end: DataEnd = moment(dataEnd);
    await this.#resolve(end);
    return build(this.context, end, options);
  }

  /** What identity does: an event is attributed while it is no later than the end; a change makes dirty. */
  async #resolve(end: bigint): Promise<void> {
    await this.run(
      `create or replace temp table evidence as
       select belongings.* from belongings inner join events using (event_key)
       where occurred_at <= make_timestamp(${end});
       insert into dirty_profiles
       select profile_key from (from evidence except all from event_profiles)
       union select profile_key from (from event_profiles except all from evidence);
       delete from event_profiles;
       insert into event_profiles from evidence`,
    );
  }

  /** Makes empty tables in the place of those that live only while models are built. */
  async scratch(): Promise<void> {
    const { writer } = this.context.warehouse;
    for (const { name, kind, sql } of await loadModels(writer)) {
      if (kind === "scratch")
        await writer.run(`create or replace temp table ${name} as select * from (${sql}\n) limit 0`);
    }
  }

  run(sql: string, parameters: readonly (string | number | bigint | boolean | null)[] = []): Promise<number> {
    return this.context.warehouse.writer.run(sql, parameters);
  }

  rows(sql: string): Promise<Row[]> {
    return this.context.warehouse.writer.rows(sql);
  }

  /** Rows as lines: values joined by ` | `, a null as `-`. */
  async lines(sql: string): Promise<string[]> {
    const rows = await this.rows(sql);
    return rows.map((row) =>
      Object.values(row)
        .map((value) => (value === null ? "-" : plainText(value)))
        .join(" | "),
    );
  }

  close(): void {
    this.context.warehouse.close();
  }
}
