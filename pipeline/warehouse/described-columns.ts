// The columns of a query, before it is run.
import type { Session } from "./session.ts";

export interface DescribedColumn {
  readonly name: string;
  /** As DuckDB writes it. */
  readonly type: string;
}

/** Names and types in order. Throws what DuckDB says of a query that is wrong. */
export const describedColumns = async (session: Session, query: string): Promise<DescribedColumn[]> => {
  const rows = await session.rows(`describe ${query}`);
  return rows.flatMap(({ column_name: name, column_type: type }) =>
    typeof name === "string" && typeof type === "string" ? [{ name, type }] : [],
  );
};
