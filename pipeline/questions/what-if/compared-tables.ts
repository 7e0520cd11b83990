// Every published table beside what it would be: rows by the table's grain, in one set-based comparison each.
import type { ManifestTable } from "../../../models/manifest.ts";
import type { WhatIfResult } from "../../../models/results.ts";
import type { Snapshot } from "../../snapshots/locate.ts";
import { publishedRows } from "../../snapshots/write-table.ts";
import { listMarts, type Mart } from "../../warehouse/models/marts.ts";
import { quotedName, quotedText } from "../../warehouse/quoting.ts";
import type { Session } from "../../warehouse/session.ts";

/** Tables that tell what happened to a workspace (nothing happens in a question), and what only publishing counts. */
const notCompared = [
  "fct_stitching_uplift",
  "identity_history",
  "identity_health",
  "ingest_accounting",
  "quarantine",
  "restatements",
];

interface Compared {
  readonly mart: Mart;
  readonly table: ManifestTable;
}

const viewName = (side: "before" | "after", table: string): string => quotedName(`${side}_${table}`);

/** Leaves the temporary views `before_<table>` and `after_<table>` of the session, in the published types. */
export const openComparison = async (session: Session, snapshot: Snapshot): Promise<readonly Compared[]> => {
  const compared: Compared[] = [];
  for (const mart of await listMarts(session)) {
    const table = snapshot.manifest.tables.find(({ name }) => name === mart.name);
    if (table === undefined || notCompared.includes(mart.name)) continue;
    const path = quotedText(`${snapshot.folder}/${table.file}`);
    await session.run(
      `create or replace temp view ${viewName("before", mart.name)} as select * from read_parquet(${path});
      create or replace temp view ${viewName("after", mart.name)} as ${publishedRows(mart, mart.columns)}`,
    );
    compared.push({ mart, table });
  }
  return compared;
};

const sides = (columns: readonly string[], how: string): string[] =>
  columns.map((name) => `earlier.${quotedName(name)} is ${how} from later.${quotedName(name)}`);

const comparison = ({ mart, table }: Compared): string => {
  const names = new Set(table.columns.map(({ name }) => name));
  const told = mart.columns.map(({ name }) => name).filter((name) => names.has(name));
  const others = told.filter((name) => !mart.grain.includes(name));
  const differing = sides(others, "distinct").join(" or ") || "false";
  const columns = told.map(quotedName).join(", ");
  return `with
    earlier as (select ${columns}, true as is_there from ${viewName("before", mart.name)}),
    later as (select ${columns}, true as is_there from ${viewName("after", mart.name)})
    select
      count(*) filter (where earlier.is_there is null)::bigint as rows_added,
      count(*) filter (where later.is_there is null)::bigint as rows_removed,
      count(*) filter (where earlier.is_there and later.is_there and (${differing}))::bigint as rows_changed,
    from earlier full outer join later on ${sides(mart.grain, "not distinct").join(" and ")}`;
};

export const compareTables = async (
  session: Session,
  compared: readonly Compared[],
): Promise<WhatIfResult["tables"]> => {
  const tables: WhatIfResult["tables"] = [];
  for (const pair of compared) {
    const row = await session.row(comparison(pair));
    tables.push({
      table: pair.mart.name,
      rows_added: Number(row?.["rows_added"] ?? 0),
      rows_removed: Number(row?.["rows_removed"] ?? 0),
      rows_changed: Number(row?.["rows_changed"] ?? 0),
    });
  }
  return tables;
};
