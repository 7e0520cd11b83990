// The project of the benchmark: a configuration, what is stored before, and the traffic that is streamed.
import { execFileSync } from "node:child_process";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Warehouse } from "../../pipeline/warehouse/warehouse.ts";
import { generateWorld } from "../generate-world.ts";
import { personsFor, type StreamBench } from "./options.ts";

const day = 86_400;

/** Beside the compiled benchmark. */
export const cli = join(import.meta.dirname, "../../pipeline/cli.js");

export interface Keys {
  readonly write: string;
  readonly read: string;
}

export class Project {
  readonly folder: string;
  readonly #bench: StreamBench;

  constructor(folder: string, bench: StreamBench) {
    this.folder = folder;
    this.#bench = bench;
  }

  get config(): string {
    return join(this.folder, "polku.yaml");
  }

  get store(): string {
    return join(this.folder, "workspace/polku.duckdb");
  }

  /** Without a topic there is no input of Kafka. */
  configure(kafka?: { readonly brokers: readonly string[]; readonly topic: string }): void {
    const inputs = [
      "{ files: [base.ndjson] }",
      "{ http: { write_key_file: write.keys } }",
      ...(kafka === undefined
        ? []
        : [
            `{ kafka: { brokers: ${JSON.stringify(kafka.brokers)}, topics: [${kafka.topic}], group: bench } }`,
          ]),
    ];
    const lines = [
      "workspace: ./workspace",
      "sources:",
      "  - name: world",
      "    connector: polku/events",
      `    inputs: [ ${inputs.join(", ")} ]`,
      "identity: { secret_file: ./bench.secret, phone: { default_country: FI } }",
      "journeys:",
      "  - { name: purchase, goal: { event_type: order_completed }, idle_days: 30 }",
      "http: { port: 0, read_key_file: read.keys }",
      `engine: { memory_limit: ${this.#bench.memory}, threads: 2, temp_directory: ./tmp }`,
      "quarantine: { max_share: 1 }",
      "",
    ];
    writeFileSync(this.config, lines.join("\n"));
  }

  addKeys(): Keys {
    const add = (...what: readonly string[]): string => {
      const told = JSON.parse(this.polku("keys", "add", ...what)) as { readonly key: string };
      return told.key;
    };
    return { write: add("world"), read: add("--read") };
  }

  /** Generates and stores the first events, and gives how many identifiers they carry. */
  async fill(): Promise<{ readonly seconds: number; readonly identifiers: number }> {
    const { stored: events, seed } = this.#bench;
    const file = join(this.folder, "base.ndjson");
    const world = { events, persons: personsFor(events), seed, prefix: "", copiesPercent: 1 };
    await generateWorld(file, { ...world, startAt: "2026-01-01T00:00:00Z", spanSeconds: 120 * day });
    const startedAt = performance.now();
    this.polku("run");
    const seconds = (performance.now() - startedAt) / 1000;
    rmSync(file);
    const warehouse = await this.#open();
    const identifiers = await warehouse.writer.count("select count(*) from identifiers");
    warehouse.close();
    return { seconds, identifiers };
  }

  /** Visits of the months after: of people who were there and of a tenth who were not; one record in twenty comes twice. */
  async traffic(name: string, events: number, seed: number): Promise<string> {
    const file = join(this.folder, `${name}.ndjson`);
    await generateWorld(file, {
      events,
      persons: Math.ceil(personsFor(this.#bench.stored) * 1.1),
      seed: this.#bench.seed + seed,
      prefix: `${name}-`,
      copiesPercent: 5,
      startAt: "2026-05-01T00:00:00Z",
      spanSeconds: 30 * day,
    });
    return file;
  }

  /** The store's bytes, and those of a copy of what it holds. The stream must have ended. */
  async sizes(): Promise<{ readonly store: number; readonly fresh: number }> {
    const copy = join(this.folder, "fresh.duckdb");
    const warehouse = await Warehouse.open(":memory:", {
      memory_limit: this.#bench.memory,
      threads: 2,
      temp_directory: join(this.folder, "tmp"),
    });
    await warehouse.writer.run(`attach '${this.store}' as store (read_only)`);
    await warehouse.writer.run(`attach '${copy}' as fresh`);
    await warehouse.writer.run("copy from database store to fresh");
    await warehouse.writer.run("detach fresh");
    warehouse.close();
    const sizes = { store: statSync(this.store).size, fresh: statSync(copy).size };
    rmSync(copy);
    return sizes;
  }

  /** What the command prints with `--json`. */
  polku(...command: readonly string[]): string {
    return execFileSync(process.execPath, [cli, ...command, "--config", this.config, "--json"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 1e8,
    });
  }

  #open(): Promise<Warehouse> {
    return Warehouse.open(this.store, { memory_limit: "1GB", threads: 1, temp_directory: undefined });
  }
}
