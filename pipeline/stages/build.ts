// Makes the journeys: definitions of the configuration as cfg_ tables and macros, then every model, in one
// transaction of the writer. Reads no file and knows no rule of a model.
import { createHash } from "node:crypto";
import { faultPoint } from "../fault-point.ts";
import { countWideFunnels } from "../analysis/funnels/wide-funnels.ts";
import { analysisSettings } from "../analysis/definitions/settings.ts";
import type { DataEnd, RunContext } from "../run/run-context.ts";
import { keepEarlier } from "../run/earlier.ts";
import { noteUnaudited } from "../run/unaudited.ts";
import { loadModels, type Model } from "../warehouse/models.ts";
import type { ModelRun } from "../warehouse/models/model-runs.ts";
import { dropUnplaced, runAllModels } from "../warehouse/models/run-all-models.ts";
import { runModels } from "../warehouse/models/run-models.ts";
import type { Session } from "../warehouse/session.ts";
import { readMeta, writeMeta } from "../workspace/store-schema.ts";

export interface BuildResult {
  readonly models: readonly ModelRun[];
  /** Whether all profiles were computed, asked for or not. */
  readonly isFull: boolean;
}

/** Tables of the store that models of kind profile read, with the profile they speak of. */
const inputs = ["event_profiles", "profiles"];

const fingerprint = (models: readonly Model[]): string =>
  createHash("sha256")
    .update(
      models
        .filter(({ kind }) => kind !== "table")
        .map(({ sql }) => sql)
        .join("\0"),
    )
    .digest("hex");

const storedTables = async (session: Session): Promise<Set<unknown>> => {
  const rows = await session.rows(
    "select table_name from duckdb_tables() where database_name = current_database() and schema_name = 'main'",
  );
  return new Set(rows.map((row) => row["table_name"]));
};

/** Kinds of which an increment rewrites a part and keeps the rest. */
const isKept = (kind: Model["kind"]): boolean => kind === "profile" || kind === "dictionary";

/** True where the stored tables are those of these models, so that a few profiles can be rewritten among them. */
const isBuiltBy = async (session: Session, models: readonly Model[]): Promise<boolean> => {
  const stored = await storedTables(session);
  const isThere = models.every(({ kind, name }) => !isKept(kind) || stored.has(name));
  return isThere && (await readMeta(session, "models")) === fingerprint(models);
};

/** False where another version of the program built the tables: then all of them are made anew. */
export const isBuilt = async ({ warehouse: { writer } }: RunContext): Promise<boolean> =>
  isBuiltBy(writer, await loadModels(writer));

/** Two sessions, both with the definitions of the configuration. */
const twoSessions = async (
  { warehouse, config }: RunContext,
  dataEnd: DataEnd,
): Promise<readonly [Session, Session]> => {
  const beside = await warehouse.beside();
  for (const statement of analysisSettings(config, dataEnd)) await beside.run(statement);
  return [warehouse.writer, beside];
};

/** The end of a build, inside the transaction that makes it visible. */
const finishBuild = async (session: Session, models: readonly Model[], isFull: boolean): Promise<void> => {
  await noteUnaudited(session, isFull);
  await session.run("delete from dirty_profiles");
  await writeMeta(session, "models", fingerprint(models));
  faultPoint("build-commit");
};

/**
 * Computes every table of journeys as of `dataEnd` and empties dirty_profiles. With `isFull: false` only the
 * profiles named there are computed anew; the result is the same. Afterwards the writer's session can select every
 * mart by `listMarts`. Throws model_failed, and then the store is as before.
 */
export const build = async (
  context: RunContext,
  dataEnd: DataEnd,
  options: { readonly isFull: boolean },
): Promise<BuildResult> => {
  const { reporter, config } = context;
  const session = context.warehouse.writer;
  reporter.begin("build", "models");
  const models = await loadModels(session);
  await dropUnplaced(session);
  for (const statement of analysisSettings(config, dataEnd)) await session.run(statement);
  const isFull = options.isFull || !(await isBuiltBy(session, models));
  const runs = isFull
    ? await runAllModels(await twoSessions(context, dataEnd), models, reporter, async () => {
        await keepEarlier(session, true);
        await countWideFunnels(session, config, dataEnd);
        await finishBuild(session, models, true);
      })
    : await session.transaction(async () => {
        await keepEarlier(session, false);
        const made = await runModels(session, models, { inputs, reporter });
        await countWideFunnels(session, config, dataEnd);
        await finishBuild(session, models, false);
        return made;
      });
  faultPoint("build-committed");
  reporter.end(runs.reduce((sum, { rows }) => sum + rows, 0));
  return { models: runs, isFull };
};
