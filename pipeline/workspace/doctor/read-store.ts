// What the store says of itself and of the last runs; and whether all of it can be read.
import { z } from "zod";
import type { DoctorResult } from "../../../models/results.ts";
import type { LoadedConfig } from "../../config.ts";
import { onStore } from "../../control/on-store.ts";
import { quotedName } from "../../warehouse/quoting.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import type { Session } from "../../warehouse/session.ts";
import { openExistingWorkspace } from "../../workspace.ts";
import { readMeta } from "../store-schema.ts";

type RunFigures = Pick<DoctorResult, "runs" | "slowest">;

export interface StoreFigures extends RunFigures {
  readonly events: number;
  /** Stretches of streams that were gone before they were read, a phrase each; the newest first. */
  readonly gaps: readonly string[];
  /** The snapshot that the store published last; undefined where it did not, or cannot be read. */
  readonly published?: string | undefined;
}

const shownRuns = 5;
const timed = z.array(z.object({ name: z.string(), seconds: z.number(), rows: z.number() }));

const timesOf = (text: unknown): z.output<typeof timed> =>
  typeof text === "string" ? timed.parse(JSON.parse(text)) : [];

const slowest = (kind: "stage" | "model", text: unknown) =>
  timesOf(text)
    .toSorted((left, right) => right.seconds - left.seconds)
    .slice(0, 5)
    .map((time) => ({ kind, ...time }));

const numbered = (value: unknown): number | null => (value === null ? null : Number(value));

const secondsOf = (times: z.output<typeof timed>): number =>
  times.reduce((sum, { seconds }) => sum + seconds, 0);

const runFigures = async (session: Session): Promise<RunFigures> => {
  const rows = await session.rows(
    `select run_id, started_at, snapshot_id, stages, models, store_bytes, snapshot_bytes
    from runs order by started_at desc, run_id desc limit ${String(shownRuns)}`,
  );
  const [last] = rows;
  return {
    runs: rows.map((row) => ({
      run_id: plainText(row["run_id"]),
      started_at: plainText(row["started_at"]),
      snapshot_id: plainText(row["snapshot_id"]),
      seconds: row["stages"] === null ? null : secondsOf(timesOf(row["stages"])),
      store_bytes: numbered(row["store_bytes"] ?? null),
      snapshot_bytes: numbered(row["snapshot_bytes"] ?? null),
    })),
    slowest: [...slowest("stage", last?.["stages"]), ...slowest("model", last?.["models"])],
  };
};

/** Reads every block of every table; throws what the engine says of the first that is not as it was written. */
export const readThrough = async (session: Session): Promise<void> => {
  const tables = await session.rows(
    "select table_name from duckdb_tables() where database_name = current_database() and not temporary order by all",
  );
  for (const row of tables) {
    const name = quotedName(plainText(row["table_name"]));
    await session.run(`select bit_xor(hash(stored)) from ${name} as stored`);
  }
};

/** The snapshot that the store published last; undefined where it did not. */
const publishedBy = async (session: Session): Promise<string | undefined> => {
  const text = await readMeta(session, "published");
  const parsed = z.object({ snapshotId: z.string() }).safeParse(JSON.parse(text ?? "null"));
  return parsed.data?.snapshotId;
};

const gapsOf = async (session: Session): Promise<string[]> => {
  const rows = await session.rows(
    `select stream, from_position::varchar as first, (to_position - 1)::varchar as last, reason
    from stream_gaps order by noticed_at desc, stream, from_position`,
  );
  return rows.map(({ stream, first, last, reason }) =>
    [stream, first, "to", last, `(${plainText(reason)})`].map(plainText).join(" "),
  );
};

/** `isThorough`: also reads all of it. Throws what opening the store throws, and what the engine says of damage. */
export const readStore = (loaded: LoadedConfig, isThorough: boolean): Promise<StoreFigures> =>
  onStore("doctor.store", { config: loaded.file, isThorough }, async () => {
    const workspace = await openExistingWorkspace(loaded);
    const { writer } = workspace.warehouse;
    try {
      const events = await writer.count("select count(*) from events");
      if (isThorough) await readThrough(writer);
      const gaps = await gapsOf(writer);
      return { events, gaps, published: await publishedBy(writer), ...(await runFigures(writer)) };
    } finally {
      await workspace.close();
    }
  });
