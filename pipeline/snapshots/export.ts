// Writes a snapshot's tables to a folder of the user's, for others. Values of identifiers leave hashed unless told
// otherwise; the folder changes only when everything is written.
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PolkuError, systemCode } from "../../models/errors.ts";
import type { ManifestTable } from "../../models/manifest.ts";
import type { ExportResult } from "../../models/results.ts";
import type { LoadedConfig } from "../config.ts";
import { engineErrors } from "../warehouse/engine-error.ts";
import { quotedText } from "../warehouse/quoting.ts";
import type { Session } from "../warehouse/session.ts";
import { Warehouse } from "../warehouse/warehouse.ts";
import { engineSettings, secretFile } from "../workspace.ts";
import { readSecret } from "../workspace/secret.ts";
import { exportedColumns, type IdentifierTreatment, prepareHashing } from "./export/identifier-columns.ts";
import {
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
  /** Whether files of the same names in a folder that is not empty may be replaced. */
  readonly isForced?: boolean | undefined;
}

interface WritingSettings extends FormatOptions {
  readonly format: ExportFormat;
  readonly identifiers: IdentifierTreatment;
}

type Tables = ExportResult["tables"];

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

const queryOf = ({ folder }: Snapshot, table: ManifestTable, treatment: IdentifierTreatment): string =>
  `select ${exportedColumns(table, treatment).join(", ")}
  from read_parquet(${quotedText(join(folder, table.file))})`;

const writeTables = async (
  session: Session,
  snapshot: Snapshot,
  folder: string,
  { format, identifiers, ...options }: WritingSettings,
): Promise<Tables> => {
  const tables: Tables = [];
  for (const table of snapshot.manifest.tables) {
    const exported = { table, query: queryOf(snapshot, table, identifiers) };
    const file = await formatWriters[format](session, exported, folder, options);
    tables.push({ name: table.name, file, rows: table.rows });
  }
  await finishFormat(session, format);
  return tables;
};

/** What the files are, for those who receive them. */
const describeExport = async (
  { manifest }: Snapshot,
  folder: string,
  { format, identifiers }: WritingSettings,
  tables: Tables,
): Promise<void> => {
  const description = {
    snapshot_id: manifest.snapshot_id,
    data_end: manifest.data_end,
    format,
    identifiers,
    tables: tables.map(({ name, file, rows }) => {
      const table = manifest.tables.find((candidate) => candidate.name === name);
      return { name, file, rows, comment: table?.comment ?? null, columns: table?.columns ?? [] };
    }),
  };
  await writeFile(join(folder, "export.json"), `${JSON.stringify(description, null, 2)}\n`);
};

/** Moves every file into place; one that was there is replaced whole. */
const moveInto = async (from: string, to: string): Promise<void> => {
  for (const entry of await readdir(from)) await rename(join(from, entry), join(to, entry));
};

/**
 * Exports every table of a snapshot. Throws export_failed where the folder holds something and isForced is not
 * set, or where writing fails; then the folder is as it was.
 */
export const exportTables = async (loaded: LoadedConfig, options: ExportOptions): Promise<ExportResult> => {
  const to = resolve(options.to);
  const identifiers = options.identifiers ?? loaded.config.export.identifiers;
  const snapshot = await locateSnapshot(loaded.workspace, options.snapshot);
  if (options.isForced !== true && (await entriesOf(to)).length > 0) {
    throw exportFailed("the folder is not empty; --force replaces files of the same names");
  }
  // Inside the folder, so that moving into place is a rename on one disk.
  const isNew = (await mkdir(to, { recursive: true })) !== undefined;
  const unfinished = await mkdtemp(join(to, ".polku-export-"));
  const warehouse = await Warehouse.open(":memory:", engineSettings(loaded));
  try {
    if (identifiers === "hashed") await prepareHashing(warehouse.writer, await requireSecret(loaded));
    const { format, hasFormulaGuard = true } = options;
    const settings = { format, identifiers, hasFormulaGuard };
    const tables = await engineErrors(() => writeTables(warehouse.writer, snapshot, unfinished, settings));
    await describeExport(snapshot, unfinished, settings, tables);
    await moveInto(unfinished, to);
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
