// What a Parquet file itself says of its columns, read by an engine of its own.
import { plainText } from "../../../pipeline/warehouse/plain-value.ts";
import type { Row } from "../../../pipeline/warehouse/session.ts";
import { Warehouse } from "../../../pipeline/warehouse/warehouse.ts";

/** Rows of a query in an engine that knows no workspace. */
export const rowsInMemory = async (query: string, file = ":memory:"): Promise<Row[]> => {
  const warehouse = await Warehouse.open(file, {
    memory_limit: "1GB",
    threads: 1,
    temp_directory: undefined,
  });
  try {
    return await warehouse.writer.rows(query);
  } finally {
    warehouse.close();
  }
};

/** Names and DuckDB's types of a file's columns, in their order. */
export const describedParquet = async (file: string): Promise<[string, string][]> => {
  const rows = await rowsInMemory(`describe select * from read_parquet('${file}')`);
  return rows.map((row) => [plainText(row["column_name"]), plainText(row["column_type"])]);
};
