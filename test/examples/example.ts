// The examples on real data, which nobody ships: they are read from the folder that POLKU_EXAMPLE_DATA names.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import type { RunResult } from "../../models/results.ts";
import { loadConfig } from "../../pipeline/config.ts";
import { run } from "../../pipeline/run.ts";
import { queryRows } from "../../pipeline/snapshots/query.ts";
import type { Row } from "../../pipeline/warehouse/session.ts";
import { Warehouse } from "../../pipeline/warehouse/warehouse.ts";

const named = process.env["POLKU_EXAMPLE_DATA"];

/** Whether the data is there; the tests of the examples are skipped where it is not, and say so. */
export const hasExampleData = named !== undefined && named !== "";

if (!hasExampleData) {
  console.warn('skipped: POLKU_EXAMPLE_DATA names no folder; see "real data" in CONTRIBUTING.md');
}

const asText = (sql: string): string => `select columns(*)::varchar from (${sql})`;

/** A copy of an example beside its data, in a folder of its own. */
export class Example {
  readonly #folder = mkdtempSync(join(tmpdir(), "polku-example-"));
  #source!: Warehouse;

  constructor(name: string) {
    cpSync(join(import.meta.dirname, "../../examples", name), this.#folder, { recursive: true });
    // A reader may have the data and results of his own beside the example.
    for (const own of ["data", "workspace", "workspace-customers"]) {
      rmSync(join(this.#folder, own), { recursive: true, force: true });
    }
    mkdirSync(join(this.#folder, "data"));
  }

  /** Links the data, prepares it as the example's `convert.sql` says, where it has one, and runs. */
  async run(config = "polku.yaml"): Promise<RunResult> {
    if (this.#source === undefined) await this.#prepare();
    return run({ config: join(this.#folder, config) });
  }

  /** Rows of a SELECT over what was published. */
  async published(sql: string, config = "polku.yaml"): Promise<readonly Row[]> {
    return queryRows(await loadConfig(join(this.#folder, config)), sql);
  }

  /** How many got to each step of a funnel. */
  async funnel(name: string, config?: string): Promise<number[]> {
    const steps = await this.published(
      `select profiles from fct_funnel_steps where funnel_name = '${name}' order by step_number`,
      config,
    );
    return steps.map(({ profiles }) => Number(profiles));
  }

  /** What a SELECT over the published tables gives is what one over the data gives, as text. */
  async expectSame(published: string, counted: string, config?: string): Promise<void> {
    const found = await this.published(asText(published), config);
    expect(found).toEqual(await this.counted(asText(counted)));
    expect(found).not.toEqual([]);
  }

  /** Rows of a SELECT over the data itself; `data/…` is its folder. */
  async counted(sql: string): Promise<readonly Row[]> {
    return this.#source.writer.rows(this.#located(sql));
  }

  remove(): void {
    this.#source?.close();
    rmSync(this.#folder, { recursive: true });
  }

  async #prepare(): Promise<void> {
    const data = resolve(named ?? "");
    for (const file of readdirSync(data).filter((entry) => entry.endsWith(".parquet"))) {
      symlinkSync(join(data, file), join(this.#folder, "data", file));
    }
    this.#source = await Warehouse.open(":memory:", {
      memory_limit: "1GB",
      threads: 2,
      temp_directory: undefined,
    });
    if (readdirSync(this.#folder).includes("convert.sql")) {
      await this.#source.writer.run(this.#located(readFileSync(join(this.#folder, "convert.sql"), "utf8")));
    }
  }

  #located(sql: string): string {
    return sql.replaceAll("'data/", `'${this.#folder}/data/`);
  }
}
