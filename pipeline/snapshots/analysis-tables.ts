// The files of a snapshot that analyses read: touchpoints as numbers in the order of their profile, and what the
// numbers stand for. They belong to the program, are listed apart from the published tables and never exported.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../models/config.ts";
import type { AnalysisFiles, ManifestTable } from "../../models/manifest.ts";
import { parseHeader } from "../warehouse/models/header.ts";
import type { Session } from "../warehouse/session.ts";
import { sqlText } from "../warehouse/sql-text.ts";
import { writeTouchpointColumns } from "./analysis/touchpoint-columns.ts";
import { copyTable, type CopiedTable, syncToDisk, type TableSource } from "./write-table.ts";

/** Where they stand inside a snapshot's folder. */
const analysisFolder = "analysis";

/** Made first, in this order; each may read those before it as `analysis_<name>`. */
const prepared = ["items", "event_units", "placed", "kinds", "unit_orders"] as const;

const written = ["touchpoints", "kinds", "items", "people", "units", "event_properties"] as const;

const isPrepared = (name: string): boolean => prepared.some((known) => known === name);

/** By which kinds are found while the files are written. */
const innerColumns = "exclude (stored_key)";

const selectOf = (name: string): string => sqlText(`sql/analysis/${name}.sql`);

const sourceOf = (name: string): TableSource => {
  const { sentence, grain, columns } = parseHeader(`sql/analysis/${name}.sql`, selectOf(name));
  return {
    name,
    query: isPrepared(name)
      ? `select * ${name === "kinds" ? innerColumns : ""} from analysis_${name} order by ${grain.join(", ")}`
      : selectOf(name),
    comment: sentence,
    grain,
    columnComments: Object.fromEntries(columns),
  };
};

/** The units of events that carry several identifiers, while analysis files are prepared. */
export const eventUnits = "analysis_event_units";

export interface AnalysisWork {
  readonly folder: string;
  readonly config: Config;
  /** Done while the tables that they are made of are there. */
  readonly whilePrepared?: (() => Promise<void>) | undefined;
}

const copyAll = async (
  session: Session,
  into: string,
  whilePrepared: AnalysisWork["whilePrepared"],
): Promise<CopiedTable[]> => {
  const copied: CopiedTable[] = [];
  try {
    for (const name of prepared) {
      await session.run(`create or replace temp table analysis_${name} as ${selectOf(name)}`);
    }
    for (const name of written) copied.push(await copyTable(session, sourceOf(name), into));
    await whilePrepared?.();
  } finally {
    // Where the transaction has failed they go with it; why it failed is what has to be told.
    for (const name of prepared) {
      await session.run(`drop table if exists temp.analysis_${name}`).catch(() => undefined);
    }
  }
  return copied;
};

/**
 * Writes them into a snapshot's folder. The session is the writer's, after build: the models and definitions of
 * the configuration are there.
 */
export const writeAnalysisTables = async (
  session: Session,
  { folder, config: { sessions, timezone, currency }, whilePrepared }: AnalysisWork,
): Promise<AnalysisFiles> => {
  const into = join(folder, analysisFolder);
  await mkdir(into);
  const copied = await copyAll(session, into, whilePrepared);
  const entries = await Promise.all(copied.map(({ entry }) => entry));
  const tables = entries.map((table) => ({ ...table, file: `${analysisFolder}/${table.file}` }));
  const fileOf = (name: string): ManifestTable | undefined => tables.find((table) => table.name === name);
  const columns = await writeTouchpointColumns(
    session,
    folder,
    fileOf("touchpoints")?.file ?? "",
    fileOf("kinds")?.rows ?? 0,
  );
  await syncToDisk(into);
  return { tables, columns, timezone, currency, sessions };
};
