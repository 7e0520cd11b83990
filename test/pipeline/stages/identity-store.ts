// A store in memory for tests of identity: stored events in, the tables of identity out.
import type { Row } from "../../oracle/measures.ts";
import type { Event } from "../../oracle/records/event.ts";
import type { Config } from "../../../models/config.ts";
import type { NamespaceRule } from "../../../models/identity/namespaces.ts";
import { resolveNamespaces } from "../../../pipeline/config/namespaces.ts";
import type { RunContext } from "../../../pipeline/run/run-context.ts";
import { profileId } from "../../../pipeline/identity/profile-id.ts";
import { resolve, type Resolved, type ResolveOptions } from "../../../pipeline/stages/resolve.ts";
import { sqlFiles, sqlText } from "../../../pipeline/warehouse/sql-text.ts";
import { Warehouse } from "../../../pipeline/warehouse/warehouse.ts";

export const secret = Buffer.from("a secret for tests only");

/** The id of the profile whose anchor an identifier is. */
export const idOf = (namespace: string, value: string): string => profileId(secret, namespace, value);

const silent: RunContext["reporter"] = { begin: () => {}, advance: () => {}, end: () => {} };

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const timestamp = (micros: number): string => `make_timestamp(${String(micros)}::bigint)`;

const identifiersOf = (event: Event): string => {
  const seen = new Set<string>();
  const distinct = event.carried.filter(({ namespace, value }) => {
    const name = JSON.stringify([namespace, value]);
    const isFirst = !seen.has(name);
    seen.add(name);
    return isFirst;
  });
  if (distinct.length === 0) return "null";
  const structs = distinct.map(
    ({ namespace, value, verified }) =>
      `{namespace: ${literal(namespace)}, value: ${literal(value)}, is_verified: ${String(verified)}}`,
  );
  return `[${structs.join(", ")}]`;
};

export interface IdentityTables {
  readonly profiles: readonly Row[];
  readonly identifiers: readonly Row[];
  readonly links: readonly Row[];
  readonly refusals: readonly Row[];
  readonly events: readonly Row[];
}

export class IdentityStore {
  readonly warehouse: Warehouse;
  #nextKey = 1;
  #runs = 0;

  private constructor(warehouse: Warehouse) {
    this.warehouse = warehouse;
  }

  /** Of the last resolve. */
  get runId(): string {
    return `run-${String(this.#runs)}`;
  }

  /** What the last resolve told of ids. */
  changes(): Promise<readonly Row[]> {
    return this.rows(
      `select cause, profile_id, other_profile_id, event_id from identity_changes
      where run_id = '${this.runId}' order by cause, profile_id`,
    );
  }

  static async open(threads = 1): Promise<IdentityStore> {
    const warehouse = await Warehouse.open(":memory:", {
      memory_limit: "1GB",
      threads,
      temp_directory: undefined,
    });
    for (const file of sqlFiles("sql/schema")) await warehouse.writer.run(sqlText(file));
    return new IdentityStore(warehouse);
  }

  /** Empties every table, so that one instance serves many worlds. */
  async clear(): Promise<void> {
    const { writer } = this.warehouse;
    const tables = await writer.rows(
      "select table_name from duckdb_tables() where not temporary and schema_name = 'main' and database_name = current_database()",
    );
    for (const { table_name } of tables) {
      if (typeof table_name === "string") await writer.run(`delete from ${table_name}`);
    }
    this.#nextKey = 1;
  }

  /** Stores events; those of the same (source, event_id) that are stored are displaced. */
  async put(events: readonly Event[]): Promise<void> {
    const { writer } = this.warehouse;
    if (events.length === 0) return;
    await this.displace(events);
    const rows = events.map((event) => {
      const key = this.#nextKey;
      this.#nextKey += 1;
      const columns = [
        String(key),
        literal(event.source),
        literal(event.event_id),
        timestamp(event.at),
        String(event.sequence),
        identifiersOf(event),
        literal(event.identity_action),
        Object.keys(event.consent).length === 0 ? "null" : literal(JSON.stringify(event.consent)),
      ];
      return `(${columns.join(", ")})`;
    });
    await writer.run(
      `insert into events (
        event_key, source, event_id, occurred_at, sequence, identifiers, identity_action, consent,
        channel, event_type, direction, origin, position, run_id
      )
      select *, 'web', 'page_viewed', 'inbound', 'origin', 1, 'run' from (values ${rows.join(", ")})`,
    );
  }

  /** Takes stored events away, as a correction does. */
  async displace(events: readonly Pick<Event, "source" | "event_id">[]): Promise<void> {
    const { writer } = this.warehouse;
    const names = events
      .map(({ source, event_id }) => `(${literal(source)}, ${literal(event_id)})`)
      .join(", ");
    await writer.run(
      `insert into displaced_events
      select event_key, source, event_id, occurred_at, identifiers from events
      where (source, event_id) in (${names})`,
    );
    await writer.run(`delete from events where (source, event_id) in (${names})`);
  }

  context(config: Config, namespaces: readonly NamespaceRule[] = resolveNamespaces(config)): RunContext {
    this.#runs += 1;
    return {
      warehouse: this.warehouse,
      config,
      namespaces,
      folder: ".",
      workspace: ".",
      secret,
      runId: this.runId,
      reporter: silent,
    };
  }

  resolve(config: Config, dataEnd: number | null, options: Partial<ResolveOptions> = {}): Promise<Resolved> {
    const end = dataEnd === null ? null : BigInt(dataEnd);
    return resolve(this.context(config), end, { isFull: false, ...options });
  }

  /** Columns of a mart; of some of its rows, in some order, where these are given. */
  mart(name: string, columns = "*", where = "true", order = "all"): Promise<Row[]> {
    return this.rows(
      `select ${columns} from (${sqlText(`sql/marts/${name}.sql`)}) where ${where} order by ${order}`,
    );
  }

  rows(sql: string): Promise<Row[]> {
    return this.warehouse.writer.rows(sql) as Promise<Row[]>;
  }

  /** What identity says, by text keys, as tests compare it. */
  async tables(): Promise<IdentityTables> {
    return {
      profiles: await this.rows("select profile_id, is_known, identifiers, person_identifiers from profiles"),
      identifiers: await this.mart("dim_profile_identifiers"),
      links: await this.mart("identity_links"),
      refusals: await this.mart("identity_refusals", "* exclude (detail)"),
      events: await this.rows(
        `select events.source, events.event_id, profiles.profile_id, identifiers.namespace, identifiers."value",
          event_profiles.is_anonymous
        from event_profiles
        left join events using (event_key)
        left join profiles using (profile_key)
        left join identifiers on identifiers.identifier_key = event_profiles.identifier_key`,
      ),
    };
  }

  close(): void {
    this.warehouse.close();
  }
}
