// Files with any bytes in a folder of their own, staged by a mapping, and what came out as plain rows.
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { configSchema } from "../../../models/config.ts";
import type { Mapping } from "../../../pipeline/stages/map/mapping.ts";
import { dropStaged, stageFile, type StageOptions } from "../../../pipeline/stages/land.ts";
import type { StagePlan } from "../../../pipeline/stages/land/stage-plan.ts";
import type { StagedFile } from "../../../pipeline/stages/staged-file.ts";
import type { Row, Session } from "../../../pipeline/warehouse/session.ts";
import { Warehouse } from "../../../pipeline/warehouse/warehouse.ts";

/** Neutral records, as plainly as SQL can say it. */
export const neutralLines: Mapping = {
  name: "test/lines",
  input: "lines",
  columns: null,
  isGrouped: false,
  isCustom: false,
  sql: `select
      position,
      line ->> '$.event_id' as event_id,
      coalesce(line ->> '$.channel', 'web') as channel,
      coalesce(line ->> '$.event_type', 'page_viewed') as event_type,
      line ->> '$.occurred_at' as occurred_at,
      line ->> '$.item' as item,
    from lines`,
};

export const neutralRows: Mapping = {
  ...neutralLines,
  name: "test/rows",
  input: "rows",
  columns: ["event_id", "occurred_at", "item"],
  sql: `select position, event_id, 'store' as channel, 'order_completed' as event_type, occurred_at, item,
    rest as properties from rows`,
};

export interface StagedRows {
  readonly file: StagedFile;
  /** By position. */
  readonly events: readonly Row[];
  /** By position; `record` as text. */
  readonly faults: readonly Row[];
}

export interface PlanChanges {
  readonly mapping?: Mapping;
  readonly limits?: Partial<StagePlan["limits"]>;
  readonly source?: Partial<StagePlan["source"]>;
}

export class StagingBench {
  warehouse!: Warehouse;
  sessions!: [Session, ...Session[]];
  folder = "";

  constructor() {
    beforeAll(async () => {
      this.folder = await mkdtemp(join(tmpdir(), "polku-staging-"));
      this.warehouse = await Warehouse.open(":memory:", {
        memory_limit: "1GB",
        // As files are read: sessions side by side, each on its own thread.
        threads: 1,
        temp_directory: undefined,
      });
      this.sessions = [await this.warehouse.mappingSession(), await this.warehouse.mappingSession()];
    });
    afterAll(async () => {
      this.sessions.forEach((session) => session.close());
      this.warehouse.close();
      await rm(this.folder, { recursive: true, force: true });
    });
  }

  async write(path: string, content: string | Buffer): Promise<string> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }

  plan({ mapping = neutralLines, limits = {}, source = {} }: PlanChanges = {}): StagePlan {
    const sources = [{ name: "test", connector: "custom", files: "*", ...source }];
    const config = configSchema.parse({ sources });
    const [parsed] = config.sources;
    if (parsed === undefined) throw new Error("the schema lost its source");
    return {
      source: parsed,
      mapping,
      limits: { ...config.limits, ...limits },
      temporaryFolder: join(this.folder, "tmp"),
    };
  }

  async stage(path: string, changes: PlanChanges = {}, options: StageOptions = {}): Promise<StagedRows> {
    const input = { path, absolutePath: join(this.folder, path), origin: path };
    const batch = await stageFile(this.sessions, input, this.plan(changes), options);
    const [file] = batch.files;
    if (file === undefined) throw new Error("a batch of one file holds none");
    const [session] = this.sessions;
    const events = await session.rows(
      `select * exclude (positions, reason, detail) from ${batch.eventsTable}
      where reason is null order by position, event_id`,
    );
    const faults = await session.rows(`select * from ${batch.faultsTable} order by position, event_id`);
    await dropStaged(session, [batch]);
    return { file, events, faults };
  }

  /** Writes and stages at once. */
  async read(
    path: string,
    content: string | Buffer,
    changes: PlanChanges = {},
    options: StageOptions = {},
  ): Promise<StagedRows> {
    await this.write(path, content);
    return this.stage(path, changes, options);
  }
}

/** A good neutral record as a line. */
export const line = (event_id: string, more: object = {}): string =>
  JSON.stringify({ event_id, occurred_at: "2026-01-01T10:00:00Z", ...more });

const plain = (value: Row[string] | undefined): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

/** What matters of faults, in short: `position reason`. */
export const short = (faults: readonly Row[]): string[] =>
  faults.map(({ position, reason }) => `${plain(position)} ${plain(reason)}`);

/** One column of all rows. */
export const column = (rows: readonly Row[], name: string): Row[string][] =>
  rows.map((row) => row[name] ?? null);

/** Of a file that cannot be read whole: one quarantined record, and nothing else. */
export const unreadable = (detail: RegExp): object => ({
  file: expect.objectContaining({
    isUnreadable: true,
    records: 1,
    quarantinedRecords: 1,
    receivedFaulty: 0,
    recordsThrough: 0,
  }),
  events: [],
  faults: [
    {
      position: 0,
      reason: "file_unreadable",
      detail: expect.stringMatching(detail),
      event_id: null,
      record: null,
      shape: "file",
      is_record: true,
    },
  ],
});
