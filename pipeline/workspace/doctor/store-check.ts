// Opens the store and reads what it says of itself; where it is damaged, says what can be healed and what is lost.
import { stat } from "node:fs/promises";
import { z } from "zod";
import { PolkuError } from "../../../models/errors.ts";
import type { DoctorResult } from "../../../models/results.ts";
import type { LoadedConfig } from "../../config.ts";
import { byteText, plural } from "../../commands/terminal/figures.ts";
import { snapshotIds } from "../../snapshots/locate.ts";
import { quotedName } from "../../warehouse/quoting.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import type { Session } from "../../warehouse/session.ts";
import { openExistingWorkspace, storeFile } from "../../workspace.ts";
import { damageOf } from "../storage-errors.ts";
import { readMeta } from "../store-schema.ts";
import { type Check, failed, firstLine, ok, warning } from "./check.ts";

type RunFigures = Pick<DoctorResult, "runs" | "slowest">;

export interface StoreFindings extends RunFigures {
  readonly check: Check;
  /** The snapshot that the store published last; undefined where it did not, or cannot be read. */
  readonly published?: string | undefined;
}

/** What can be done about a damaged part, and what it costs. */
const ways = {
  log:
    "polku.duckdb.wal, the log of its last steps, is damaged or of another moment of the store. `polku doctor --heal log` cuts it where it breaks, keeps a " +
    "copy, and runs: what was stored after that place is read again from the sources",
  store:
    "polku.duckdb is damaged. `polku doctor --heal store` sets it aside and reads the sources again; lost is what " +
    "stands in no file any more: events of files that are gone, the histories of ids and runs, quarantined records",
} as const;

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

const publishedBy = async (session: Session): Promise<string | undefined> => {
  const text = await readMeta(session, "published");
  const parsed = z.object({ snapshotId: z.string() }).safeParse(JSON.parse(text ?? "null"));
  return parsed.data?.snapshotId;
};

const missing = async ({ workspace }: LoadedConfig, file: string): Promise<Check> =>
  (await snapshotIds(workspace)).length === 0
    ? ok("store", `${file} will be made by the first run`)
    : warning(
        "store",
        `${file} is missing, though there are snapshots: the next run reads all the sources again`,
      );

const problemOf = (error: unknown): Check => {
  const damage = damageOf(error);
  if (damage !== undefined) return failed("store", ways[damage]);
  if (!(error instanceof PolkuError)) return failed("store", "cannot be read");
  return error.code === "workspace_in_use"
    ? warning("store", firstLine(error))
    : failed("store", firstLine(error));
};

/** `isThorough`: also reads all of it, which shows damage that opening does not meet. */
export const examineStore = async (loaded: LoadedConfig, isThorough: boolean): Promise<StoreFindings> => {
  const none = { runs: [], slowest: [] };
  const file = storeFile(loaded.workspace);
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return { check: await missing(loaded, file), ...none };
  try {
    const workspace = await openExistingWorkspace(loaded);
    const { writer } = workspace.warehouse;
    try {
      const events = await writer.count("select count(*) from events");
      if (isThorough) await readThrough(writer);
      const text = `${file}: ${plural(events, "event")}, ${byteText(found.size)}${isThorough ? ", read through" : ""}`;
      return {
        check: ok("store", text),
        published: await publishedBy(writer),
        ...(await runFigures(writer)),
      };
    } finally {
      await workspace.close();
    }
  } catch (error) {
    return { check: problemOf(error), ...none };
  }
};
