// One table of an export in each of the formats.
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ManifestTable } from "../../../models/manifest.ts";
import { quotedName, quotedText } from "../../warehouse/quoting.ts";
import type { Session } from "../../warehouse/session.ts";
import { parquetOptions } from "../parquet-options.ts";
import { partitionColumn } from "./partitions.ts";

export type ExportFormat = "parquet" | "csv" | "arrow" | "duckdb";

export interface ExportedTable {
  readonly table: ManifestTable;
  /** A SELECT that gives the rows to write. */
  readonly query: string;
  /** Whether its rows go to a folder for each value of the partition column; only where a format has folders. */
  readonly isPartitioned: boolean;
}

export interface FormatOptions {
  /** Whether texts that a spreadsheet would run as formulas get an apostrophe (CSV only). */
  readonly hasFormulaGuard: boolean;
}

/** Writes a table into a folder, and gives the name of the file, or the folder of files, that it stands in. */
type FormatWriter = (
  session: Session,
  table: ExportedTable,
  folder: string,
  options: FormatOptions,
) => Promise<string>;

const copyTo = async (session: Session, query: string, path: string, options: string): Promise<void> => {
  await session.run(`copy (${query}) to ${quotedText(path)} (${options})`);
};

/** A reader that looks at one file, or only at files, needs the partition column in them too. */
const partitioned = `partition_by (${quotedName(partitionColumn)}), write_partition_columns true, filename_pattern 'part-{i}'`;

const copyTable = async (
  session: Session,
  { table, query, isPartitioned }: ExportedTable,
  folder: string,
  copy: { readonly extension: string; readonly options: string },
): Promise<string> => {
  const path = join(folder, table.name);
  if (!isPartitioned) {
    await copyTo(session, query, `${path}.${copy.extension}`, copy.options);
    return `${table.name}.${copy.extension}`;
  }
  if (table.rows > 0) {
    await copyTo(session, query, path, `${copy.options}, ${partitioned}`);
  } else {
    // Without a row there is no day; the columns must be there all the same.
    await mkdir(path);
    await copyTo(session, query, join(path, `part-0.${copy.extension}`), copy.options);
  }
  return table.name;
};

const writeParquet: FormatWriter = (session, exported, folder) =>
  copyTable(session, exported, folder, {
    extension: "parquet",
    options: parquetOptions(exported.table),
  });

const guardedQuery = ({ table, query }: ExportedTable): string => {
  const columns = table.columns.map(({ name, type }) => {
    const column = quotedName(name);
    if (type !== "VARCHAR") return column;
    return `case when regexp_matches(${column}, '^[=+@\\t\\r-]') then '''' || ${column} else ${column} end as ${column}`;
  });
  return `select ${columns.join(", ")} from (${query})`;
};

const writeCsv: FormatWriter = (session, exported, folder, { hasFormulaGuard }) =>
  copyTable(session, hasFormulaGuard ? { ...exported, query: guardedQuery(exported) } : exported, folder, {
    extension: "csv",
    options: "format csv, header, timestampformat '%Y-%m-%dT%H:%M:%S.%fZ'",
  });

const writeArrow: FormatWriter = async (session, { table, query }, folder) => {
  const { arrowBytes } = await import("../../warehouse/arrow-batches.ts");
  const file = `${table.name}.arrow`;
  const bytes = arrowBytes(await session.stream(query), "file");
  await pipeline(Readable.from(bytes), createWriteStream(join(folder, file)));
  return file;
};

const databaseFile = "polku.duckdb";

const writeDuckdb: FormatWriter = async (session, { table, query }, folder) => {
  const name = quotedName(table.name);
  await session.run(`attach if not exists ${quotedText(join(folder, databaseFile))} as exported`);
  await session.run(`create table exported.main.${name} as ${query}`);
  const comments = table.columns.flatMap(({ name: column, comment }) =>
    comment === null
      ? []
      : [`comment on column exported.main.${name}.${quotedName(column)} is ${quotedText(comment)}`],
  );
  if (table.comment !== null) {
    comments.push(`comment on table exported.main.${name} is ${quotedText(table.comment)}`);
  }
  for (const comment of comments) await session.run(comment);
  return databaseFile;
};

export const formatWriters: Readonly<Record<ExportFormat, FormatWriter>> = {
  parquet: writeParquet,
  csv: writeCsv,
  arrow: writeArrow,
  duckdb: writeDuckdb,
};

/** Ends what a format keeps open. */
export const finishFormat = async (session: Session, format: ExportFormat): Promise<void> => {
  if (format === "duckdb") await session.run("detach exported");
};
