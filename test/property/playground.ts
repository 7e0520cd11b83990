// A temporary folder with a configuration, files and a secret, in which worlds are run through the public API.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { query, type QueryRow, rebuild, run, type RunResult } from "../../pipeline/index.ts";
import { Warehouse } from "../../pipeline/warehouse/warehouse.ts";
import type { Row } from "../oracle/measures.ts";
import type { Arrival } from "../oracle/records/event.ts";
import { publishedTables } from "../rules/tables.ts";
import { type Settings, secretText } from "./settings.ts";

export type Tables = Readonly<Record<string, readonly Row[]>>;

/** Tables that tell what happened to one workspace; the law does not speak of them. */
const ownHistory = ["identity_health", "identity_history", "ingest_accounting", "quarantine", "restatements"];

export const lawfulTables = publishedTables.filter(({ name }) => !ownHistory.includes(name));

/** Tables hold no nested values; anything else that a query gives is shown as JSON. */
const flat = (row: QueryRow): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "object" && value !== null ? JSON.stringify(value) : value,
    ]),
  );

let reader: Promise<Warehouse> | undefined;

/** One engine in memory for all playgrounds of a process; it ends with the process. */
const parquetReader = (): Promise<Warehouse> => {
  reader ??= Warehouse.open(":memory:", { memory_limit: "512MB", threads: 1, temp_directory: undefined });
  return reader;
};

export class Playground {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static create(settings: Settings): Playground {
    const playground = new Playground(mkdtempSync(join(tmpdir(), "polku-world-")));
    writeFileSync(join(playground.folder, "polku.secret"), secretText, { mode: 0o600 });
    playground.configure(settings);
    return playground;
  }

  get config(): string {
    return join(this.folder, "polku.yaml");
  }

  configure(settings: Settings): void {
    writeFileSync(this.config, stringify({ workspace: "./workspace", ...settings }));
  }

  /** Writes one file for each source that has lines. */
  write(file: string, arrivals: readonly Arrival[]): void {
    for (const source of new Set(arrivals.map((arrival) => arrival.source))) {
      const lines = arrivals.filter((arrival) => arrival.source === source).map(({ line }) => `${line}\n`);
      mkdirSync(join(this.folder, "data", source), { recursive: true });
      writeFileSync(join(this.folder, "data", source, `${file}.ndjson`), lines.join(""));
    }
  }

  run(dataEnd?: string): Promise<RunResult> {
    return run({ config: this.config, ...(dataEnd === undefined ? {} : { dataEnd }) });
  }

  rebuild(dataEnd?: string): Promise<RunResult> {
    return rebuild({ config: this.config, ...(dataEnd === undefined ? {} : { dataEnd }) });
  }

  async rows(sql: string): Promise<Row[]> {
    return (await query(sql, { config: this.config })).map(flat);
  }

  /** Every table inside the law, from the current snapshot by the library's `query`. */
  async queried(): Promise<Tables> {
    const tables: Record<string, Row[]> = {};
    for (const { name } of lawfulTables) tables[name] = await this.rows(`select * from ${name}`);
    return tables;
  }

  /** The same from the Parquet files themselves, which is faster by far. */
  async tables(): Promise<Tables> {
    const { writer } = await parquetReader();
    const tables: Record<string, Row[]> = {};
    for (const { name } of lawfulTables) {
      const file = join(this.folder, "workspace/snapshots/current", `${name}.parquet`);
      tables[name] = (await writer.rows("select * from read_parquet($1)", [file])).map(flat);
    }
    return tables;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs `work` in a playground and removes it, whatever happens. */
export const inPlayground = async <Result>(
  settings: Settings,
  work: (playground: Playground) => Promise<Result>,
): Promise<Result> => {
  const playground = Playground.create(settings);
  try {
    return await work(playground);
  } finally {
    playground.remove();
  }
};
