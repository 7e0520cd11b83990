// The workspace of one case: a temporary folder with a configuration and events of the neutral format, run and
// queried through the public API alone.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { query, type QueryRow, run } from "../pipeline/index.ts";

/** A record of polku/events. */
export type NeutralEvent = Readonly<Record<string, unknown>>;

/** The name of the only source. */
export const caseSource = "cases";

/** A text column of a row. */
export const textOf = (value: QueryRow[string] | undefined): string =>
  typeof value === "string" ? value : JSON.stringify(value ?? null);

export class CaseWorkspace {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Plays `work` in a workspace of its own, which is gone afterwards. */
  static async within<Result>(
    settings: Readonly<Record<string, unknown>>,
    events: readonly NeutralEvent[],
    work: (workspace: CaseWorkspace) => Promise<Result>,
  ): Promise<Result> {
    const folder = mkdtempSync(join(tmpdir(), "polku-conformance-"));
    try {
      const workspace = new CaseWorkspace(folder);
      writeFileSync(
        workspace.config,
        stringify({
          workspace: "./workspace",
          sources: [{ name: caseSource, connector: "polku/events", files: "events.ndjson" }],
          quarantine: { max_share: 1 },
          engine: { memory_limit: "512MB", threads: 1 },
          ...settings,
        }),
      );
      writeFileSync(
        join(folder, "events.ndjson"),
        events.map((event) => `${JSON.stringify(event)}\n`).join(""),
      );
      return await work(workspace);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  get config(): string {
    return join(this.#folder, "polku.yaml");
  }

  /** With the evidence up to `dataEnd`, ISO with Z. */
  async run(dataEnd: string): Promise<void> {
    await run({ config: this.config, dataEnd });
  }

  rows(sql: string): Promise<QueryRow[]> {
    return query(sql, { config: this.config });
  }
}
