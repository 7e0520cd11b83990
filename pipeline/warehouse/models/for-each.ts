// Models whose header says `each: cfg_things`: the query runs once for each row of that table, and reads the row
// by the TEMP macro cfg_thing(), which gives it as a struct of literals. So each run keeps the order of its input.
import { quotedName, quotedText } from "../quoting.ts";
import type { Session } from "../session.ts";
import { describe } from "./comments.ts";

type Definition = Readonly<Record<string, string | null>>;

/** Creates the table by `create` and fills it once for each row of `each`; without rows it is empty. Gives its rows. */
export const fillForEach = async (
  session: Session,
  create: string,
  target: string,
  each: string,
  sql: string,
): Promise<number> => {
  const columns = await describe(session, quotedName(each));
  const rows = await session.rows(`select columns(*)::varchar from ${quotedName(each)} order by rowid`);
  const use = async (row: Definition): Promise<void> => {
    const fields = columns.map(({ name, type }) => {
      const value = row[name] ?? null;
      return `${quotedName(name)}: ${value === null ? "null" : quotedText(value)}::${type}`;
    });
    await session.run(`create or replace temp macro ${each.replace(/s$/, "")}() as {${fields.join(", ")}}`);
  };
  await use({});
  await session.run(`${create} as select * from (${sql}\n) limit 0`);
  let filled = 0;
  for (const row of rows) {
    await use(row as Definition);
    filled += await session.run(`insert into ${target} ${sql}`);
  }
  return filled;
};
