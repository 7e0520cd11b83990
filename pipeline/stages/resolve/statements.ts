// Runs the SELECTs of sql/identity. Each becomes a temporary table of its own name with `id_` before it; they
// live as long as the transaction that made them.
import type { Parameter, Session } from "../../warehouse/session.ts";
import { sqlText } from "../../warehouse/sql-text.ts";

const nameOf = (statement: string): string => statement.slice(statement.lastIndexOf("/") + 1);

/** Writes `sql/identity/<statement>.sql` to the temporary table `id_<name>`. */
export const make = async (
  session: Session,
  statement: string,
  parameters: readonly Parameter[] = [],
): Promise<void> => {
  await session.run(makeSql(statement), parameters);
};

const makeSql = (statement: string): string =>
  `create or replace temp table id_${nameOf(statement)} as ${sqlText(`sql/identity/${statement}.sql`)}`;

/** The same table without a row, where it is known that the statement would find none. */
export const makeEmpty = async (
  session: Session,
  statement: string,
  parameters: readonly Parameter[] = [],
): Promise<void> => {
  const select = sqlText(`sql/identity/${statement}.sql`);
  await session.run(
    `create or replace temp table id_${nameOf(statement)} as select * from (${select}) limit 0`,
    parameters,
  );
};

/** Adds the rows of `sql/identity/<statement>.sql` to a table of the store, column by column name. */
export const insertInto = async (
  session: Session,
  table: string,
  statement: string,
  parameters: readonly Parameter[] = [],
): Promise<number> =>
  session.run(`insert into ${table} by name ${sqlText(`sql/identity/${statement}.sql`)}`, parameters);

/** Several that need no parameters, one after the other: all of them in one way to the engine and back. */
export const makeAll = async (session: Session, statements: readonly string[]): Promise<void> => {
  await session.run(statements.map((statement) => makeSql(statement)).join(";\n"));
};

/** A temporary table `id_<name>` of integer columns, given as whole columns. */
export const makeOf = async (
  session: Session,
  name: string,
  columns: Readonly<Record<string, Int32Array>>,
): Promise<void> => {
  const declared = Object.keys(columns).map((column) => `${column} integer`);
  await session.run(`create or replace temp table id_${name} (${declared.join(", ")})`);
  await session.append(`temp.id_${name}`, Object.values(columns));
};

/** A temporary view `id_<name>`: what the statements read as their scope. */
export const view = async (session: Session, name: string, select: string): Promise<void> => {
  await session.run(`create or replace temp view id_${name} as ${select}`);
};

/** The same as a temporary table, for what is read several times. */
export const keep = async (session: Session, name: string, select: string): Promise<void> => {
  await session.run(`create or replace temp table id_${name} as ${select}`);
};

/** The same of `sql/identity/<statement>.sql`, for a statement without parameters that is read once or twice. */
export const makeView = async (session: Session, statement: string): Promise<void> =>
  view(session, nameOf(statement), sqlText(`sql/identity/${statement}.sql`));

/**
 * Runs `work` without keeping rows in the order in which they are read, which nothing here depends on: DuckDB runs
 * an INSERT of a union on one thread where it has to keep it. The setting is one of the instance.
 */
export const inAnyOrder = async <Result>(session: Session, work: () => Promise<Result>): Promise<Result> => {
  await session.run("set preserve_insertion_order = false");
  try {
    return await work();
  } finally {
    // Where the database is broken this fails too, and says less than the first error.
    await session.run("set preserve_insertion_order = true").catch(() => 0);
  }
};

/** Rows of a table that are worth giving back. */
const manyRows = 100_000;

/**
 * Gives back the memory of tables `id_<name>` that are not read again. A table that a transaction made keeps it until the
 * end, also when it is dropped; a column that is dropped gives it back at once.
 */
export const release = async (session: Session, names: readonly string[]): Promise<void> => {
  for (const name of names) {
    if ((await session.count(`select count(*) from id_${name}`)) < manyRows) continue;
    const { column_name = [] } = await session.columns(
      "select column_name from duckdb_columns() where database_name = 'temp' and table_name = $1",
      [`id_${name}`],
    );
    const drops = Array.from(column_name, String).map(
      (column) => `alter table temp.id_${name} drop column "${column}"`,
    );
    await session.run([`alter table temp.id_${name} add column released boolean`, ...drops].join(";\n"));
  }
};

const isOurs = (name: unknown): name is string => typeof name === "string" && name.startsWith("id_");

/** Drops everything temporary that a resolve made. */
export const dropAll = async (session: Session): Promise<void> => {
  const views = await session.rows("select view_name as name from duckdb_views() where temporary");
  const tables = await session.rows("select table_name as name from duckdb_tables() where temporary");
  const drops = [
    ...views.map(({ name }) => ["view", name] as const),
    ...tables.map(({ name }) => ["table", name] as const),
  ].flatMap(([kind, name]) => (isOurs(name) ? [`drop ${kind} temp.${name}`] : []));
  if (drops.length > 0) await session.run(drops.join(";\n"));
};
