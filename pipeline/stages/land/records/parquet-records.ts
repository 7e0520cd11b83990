// Parquet → a staged table of text columns, values exact: numbers digit by digit, instants in ISO 8601, nested
// values as JSON.
import { UnreadableFile } from "../../../../connectors/transports/files/bytes/unreadable-file.ts";
import { columnNames } from "../../../../connectors/transports/files/records/column-names.ts";
import { type DescribedColumn, describedColumns } from "../../../warehouse/described-columns.ts";
import { quotedName, quotedText } from "../../../warehouse/quoting.ts";
import type { Session } from "../../../warehouse/session.ts";
import type { RecordShape, StoredColumn } from "./record-shape.ts";

const numbers = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\b.*)$/;
const nested = /\]$|^(STRUCT|MAP|UNION|JSON|VARIANT)\b/;

/** How a column's text stands in JSON; a boolean stands there as it is, like a number. */
const jsonType = (type: string): StoredColumn["type"] => {
  if (nested.test(type)) return "json";
  return numbers.test(type) || type === "BOOLEAN" ? "number" : "text";
};

/** A column's value as text. A time without a zone stays without one: the source's settings say which. */
const textOf = ({ name, type }: DescribedColumn): string => {
  const column = quotedName(name);
  if (nested.test(type)) return `nullif(cast(to_json(${column}) as varchar), 'null')`;
  // Bytes are text in files whose writers did not say so.
  if (type === "BLOB") return `coalesce(try(decode(${column})), base64(${column}))`;
  if (type === "TIMESTAMP WITH TIME ZONE") {
    return `replace(cast(make_timestamp(epoch_us(${column})) as varchar), ' ', 'T') || 'Z'`;
  }
  return type.startsWith("TIMESTAMP")
    ? `replace(cast(${column} as varchar), ' ', 'T')`
    : `cast(${column} as varchar)`;
};

/** Throws UnreadableFile where DuckDB cannot read the file to its end. Gives the shape of the new table. */
export const createParquetRecords = async (
  session: Session,
  table: string,
  path: string,
  limits: { readonly max_line_bytes: number },
): Promise<RecordShape> => {
  const file = `read_parquet(${quotedText(path)}, file_row_number = true, hive_partitioning = false)`;
  try {
    const columns = await describedColumns(session, `select * exclude (file_row_number) from ${file}`);
    const names = columnNames(columns.map(({ name }) => name));
    const stored = columns.map(({ type }, index): StoredColumn => ({
      name: names[index] ?? "",
      stored: `c${index + 1}`,
      type: jsonType(type),
    }));
    const values = columns.map((column, index) => `nullif(${textOf(column)}, '') as c${index + 1}`);
    const bytes = stored.map((column) => `coalesce(strlen(${column.stored}), 0)`).join(" + ");
    const limit = limits.max_line_bytes;
    await session.run(
      `create table ${table} as
      with texts as (
        select ${["file_row_number + 1 as position", ...values].join(", ")} from ${file}
      ),
      sizes as (select *, ${bytes === "" ? "0" : bytes} as bytes from texts)
      select
        * exclude (bytes),
        null::varchar as text,
        case when bytes > ${limit} then 'line_too_long' end as reason,
        case when bytes > ${limit} then bytes || ' bytes, the limit is ${limit}' end as detail
      from sizes`,
    );
    return { kind: "columns", columns: stored };
  } catch (error) {
    throw asUnreadable(error);
  }
};

const asUnreadable = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof UnreadableFile) return error;
  if (/^(Out of Memory|Interrupt|FATAL|INTERNAL)/i.test(error.message)) return error;
  return new UnreadableFile("it is no whole Parquet file: its end or a part is missing; fetch it again", {
    cause: error,
  });
};
