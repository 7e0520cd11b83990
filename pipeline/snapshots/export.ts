// Writes a snapshot's tables to a folder of the user's, for others. Values of identifiers leave hashed unless told
// otherwise; the folder changes only when everything is written.
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PolkuError, systemCode } from "../../models/errors.ts";
import type { ExportResult } from "../../models/results.ts";
import type { LoadedConfig } from "../config.ts";
import { engineErrors } from "../warehouse/engine-error.ts";
import type { Session } from "../warehouse/session.ts";
import { type EngineSettings, Warehouse } from "../warehouse/warehouse.ts";
import { engineSettings, secretFile } from "../workspace.ts";
import { readSecret } from "../workspace/secret.ts";
import { type IdentifierTreatment, prepareHashing } from "./export/identifier-columns.ts";
import { exportedTable } from "./export/exported-table.ts";
import { partitionColumn } from "./export/partitions.ts";
import {
  type ExportedTable,
  type ExportFormat,
  finishFormat,
  type FormatOptions,
  formatWriters,
} from "./export/write-formats.ts";
import { locateSnapshot, type Snapshot } from "./locate.ts";

export interface ExportOptions {
  /** The folder to write to; made where it is missing. */
  readonly to: string;
  readonly format: ExportFormat;
  /** `export.identifiers` of the configuration where nothing is said. */
  readonly identifiers?: IdentifierTreatment | undefined;
  readonly snapshot?: string | undefined;
  /** Default true. */
  readonly hasFormulaGuard?: boolean | undefined;
  /** Whether tables that know a time are parted into folders, one for each day. Only as parquet and csv. */
  readonly partitionBy?: "date" | undefined;
  /** Whether files of the same names in a folder that is not empty may be replaced. */
  readonly isForced?: boolean | undefined;
}

interface WritingSettings extends FormatOptions {
  readonly format: ExportFormat;
  readonly identifiers: IdentifierTreatment;
  /** The calendar of the days by which tables are parted; undefined where they are not. */
  readonly partitionZone: string | undefined;
}

const exportFailed = (problem: string, cause?: unknown): PolkuError =>
  new PolkuError("export_failed", { problem }, { cause });

const entriesOf = async (folder: string): Promise<string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw exportFailed("the folder cannot be read", error);
  }
};

const requireSecret = async (loaded: LoadedConfig): Promise<Buffer> => {
  const file = secretFile(loaded);
  const secret = await readSecret(file);
  if (secret === undefined) throw new PolkuError("secret_unreadable", { file, problem: "it is missing" });
  return secret;
};

interface Written {
  readonly file: string;
  readonly exported: ExportedTable;
}

const writeTables = async (
  session: Session,
  snapshot: Snapshot,
  folder: string,
  settings: WritingSettings,
): Promise<Written[]> => {
  const written: Written[] = [];
  for (const table of snapshot.manifest.tables) {
    const exported = exportedTable(snapshot, table, settings);
    const file = await formatWriters[settings.format](session, exported, folder, settings);
    written.push({ file, exported });
  }
  await finishFormat(session, settings.format);
  return written;
};

/** What the files are, for those who receive them. */
const describeExport = async (
  { manifest }: Snapshot,
  folder: string,
  { format, identifiers, partitionZone }: WritingSettings,
  written: readonly Written[],
): Promise<void> => {
  const description = {
    snapshot_id: manifest.snapshot_id,
    data_end: manifest.data_end,
    format,
    identifiers,
    ...(partitionZone === undefined ? {} : { partition_by: partitionColumn, timezone: partitionZone }),
    tables: written.map(({ file, exported: { table, isPartitioned } }) => {
      const { name, rows, comment, columns } = table;
      const parted = partitionZone === undefined ? {} : { is_partitioned: isPartitioned };
      return { name, file, rows, ...parted, comment, columns };
    }),
  };
  await writeFile(join(folder, "export.json"), `${JSON.stringify(description, null, 2)}\n`);
};

/** True where a rename failed because what stands in its way is a folder, or another kind of thing. */
const isInTheWay = (error: unknown): boolean =>
  ["ENOTEMPTY", "EEXIST", "EISDIR", "ENOTDIR"].includes(systemCode(error) ?? "");

/** Moves everything into place. What was there under a name is replaced whole: a folder keeps no file of before. */
const moveInto = async (from: string, to: string): Promise<void> => {
  const entries = await readdir(from);
  const replaced = await mkdtemp(join(from, "replaced-"));
  for (const entry of entries) {
    try {
      await rename(join(from, entry), join(to, entry));
    } catch (error) {
      if (!isInTheWay(error)) throw error;
      await rename(join(to, entry), join(replaced, entry));
      await rename(join(from, entry), join(to, entry));
    }
  }
};

const settingsOf = (loaded: LoadedConfig, options: ExportOptions): WritingSettings => {
  const { format, partitionBy, hasFormulaGuard = true } = options;
  if (partitionBy !== undefined && format !== "parquet" && format !== "csv") {
    throw new PolkuError("usage", {
      problem: `An export as ${format} cannot be partitioned; parquet and csv can.`,
    });
  }
  return {
    format,
    identifiers: options.identifiers ?? loaded.config.export.identifiers,
    hasFormulaGuard,
    partitionZone: partitionBy === undefined ? undefined : loaded.config.timezone,
  };
};

/** Days come one after the other: a second thread would only cut each of them into several files. */
const engineOf = (loaded: LoadedConfig, { partitionZone }: WritingSettings): EngineSettings => {
  const settings = engineSettings(loaded);
  return partitionZone === undefined ? settings : { ...settings, threads: 1 };
};

/**
 * Exports every table of a snapshot. Throws export_failed where the folder holds something and isForced is not
 * set, or where writing fails; then the folder is as it was.
 */
export const exportTables = async (loaded: LoadedConfig, options: ExportOptions): Promise<ExportResult> => {
  const to = resolve(options.to);
  const settings = settingsOf(loaded, options);
  const { format, identifiers } = settings;
  const snapshot = await locateSnapshot(loaded.workspace, options.snapshot);
  if (options.isForced !== true && (await entriesOf(to)).length > 0) {
    throw exportFailed("the folder is not empty; --force replaces files of the same names");
  }
  // Inside the folder, so that moving into place is a rename on one disk.
  const isNew = (await mkdir(to, { recursive: true })) !== undefined;
  const unfinished = await mkdtemp(join(to, ".polku-export-"));
  const warehouse = await Warehouse.open(":memory:", engineOf(loaded, settings));
  try {
    if (identifiers === "hashed") await prepareHashing(warehouse.writer, await requireSecret(loaded));
    const written = await engineErrors(() => writeTables(warehouse.writer, snapshot, unfinished, settings));
    await describeExport(snapshot, unfinished, settings, written);
    await moveInto(unfinished, to);
    const tables = written.map(({ file, exported: { table } }) => ({
      name: table.name,
      file,
      rows: table.rows,
    }));
    return { snapshot_id: snapshot.id, folder: to, format, identifiers, tables };
  } catch (error) {
    if (isNew) await rm(to, { recursive: true, force: true });
    if (error instanceof PolkuError) throw error;
    throw exportFailed(error instanceof Error ? error.message : "unknown", error);
  } finally {
    warehouse.close();
    await rm(unfinished, { recursive: true, force: true });
  }
};
