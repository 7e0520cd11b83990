// Tries the user's own mappings before a run: binds their SQL to what the first matching file holds. Runs none of it
// and reads no records; what fails on single values only the run can find.
import { columnNames } from "../../../connectors/transports/files/records/column-names.ts";
import { UnreadableFile } from "../../../connectors/transports/files/bytes/unreadable-file.ts";
import { findFiles, type FoundFile, openFile } from "../../../connectors/transports/files.ts";
import type { SourceConfig } from "../../../models/config.ts";
import { PolkuError } from "../../../models/errors.ts";
import type { LoadedConfig } from "../../config.ts";
import { patternsOf } from "../../ingest/new-files.ts";
import { stagePlan } from "../../ingest/stage-plan.ts";
import { jsonShape, type RecordShape, textColumns } from "../../stages/land/records/record-shape.ts";
import { fileLimits, type StagePlan, timezoneOf } from "../../stages/land/stage-plan.ts";
import { describeMapping, readsOwnKeys } from "../../stages/map.ts";
import { describedColumns } from "../../warehouse/described-columns.ts";
import { EngineError } from "../../warehouse/engine-error.ts";
import { quotedText } from "../../warehouse/quoting.ts";
import type { Session } from "../../warehouse/session.ts";
import { Warehouse } from "../../warehouse/warehouse.ts";
import { type Check, failed, firstLine, ok } from "./check.ts";

/** Null where the columns cannot be known without reading the whole file. */
const shapeOf = async (session: Session, plan: StagePlan, file: FoundFile): Promise<RecordShape | null> => {
  const opened = await openFile(file.absolutePath, fileLimits(plan));
  await opened.bytes.close();
  if (opened.shape === "rows") return textColumns(opened.columns);
  if (opened.shape === "json") {
    return readsOwnKeys({ mapping: plan.mapping, shape: jsonShape }) ? null : jsonShape;
  }
  const path = quotedText(file.absolutePath);
  const columns = await describedColumns(
    session,
    `select * from read_parquet(${path}, hive_partitioning = false)`,
  );
  return textColumns(columnNames(columns.map(({ name }) => name)));
};

/** Null where there is no file, or one that cannot be looked into: of that the run, or another check, says more. */
const knownShape = async (
  session: Session,
  plan: StagePlan,
  file: FoundFile | undefined,
): Promise<RecordShape | null> => {
  if (plan.mapping.input === "lines") return jsonShape;
  if (file === undefined) return null;
  try {
    return await shapeOf(session, plan, file);
  } catch (error) {
    if (error instanceof UnreadableFile || error instanceof EngineError) return null;
    throw error;
  }
};

/** What DuckDB says, in one line, or what is wrong with the columns that the mapping gives. */
const problemOf = (error: Error): string =>
  error instanceof PolkuError
    ? String(error.details["problem"])
    : firstLine(error).replace(/^Failed to extract statements: /, "");

const examineMapping = async (
  session: Session,
  source: SourceConfig,
  loaded: LoadedConfig,
): Promise<Check> => {
  const name = `source ${source.name}`;
  const plan = await stagePlan(source, loaded);
  const [file] = await findFiles(patternsOf(source), loaded.folder);
  const shape = await knownShape(session, plan, file);
  const { mapping } = plan;
  const input = {
    mapping,
    source: source.name,
    timezone: timezoneOf(plan),
    shape: shape ?? textColumns([]),
    keys: [],
  };
  const suits = `the mapping ${mapping.name} suits ${mapping.input === "rows" ? (file?.path ?? "") : "lines"}`;
  const parses = `the syntax of the mapping ${mapping.name} is right`;
  try {
    await describeMapping(session, input);
    return ok(name, shape === null ? parses : suits);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const problem = problemOf(error);
    // Without its columns only the syntax can be judged.
    if (shape === null && !problem.startsWith("Parser Error")) return ok(name, parses);
    const place = mapping.input === "rows" && shape !== null ? ` on ${file?.path ?? ""}` : "";
    return failed(name, `the mapping ${mapping.name} fails${place}: ${problem}`);
  }
};

/** A check for each source with a mapping of the user's own that can be read. */
export const examineMappings = async (loaded: LoadedConfig): Promise<Check[]> => {
  const sources = loaded.config.sources.filter(({ mapping }) => mapping !== undefined);
  if (sources.length === 0) return [];
  const engine = { memory_limit: loaded.config.engine.memory_limit, threads: 1, temp_directory: undefined };
  const warehouse = await Warehouse.open(":memory:", engine);
  const checks: Check[] = [];
  try {
    const session = await warehouse.mappingSession();
    for (const source of sources) {
      try {
        checks.push(await examineMapping(session, source, loaded));
      } catch (error) {
        // A mapping's file that cannot be read has a check of its own.
        if (!(error instanceof PolkuError) || error.code !== "config_invalid") throw error;
      }
    }
    return checks;
  } finally {
    warehouse.close();
  }
};
