// How our Parquet files are written, and what each says about itself to a reader that has nothing but the file.
import { quotedText } from "../warehouse/quoting.ts";

interface Described {
  readonly name: string;
  readonly comment: string | null;
  readonly grain: readonly string[];
  readonly columns: readonly { readonly name: string; readonly comment: string | null }[];
}

const columnComments = ({ columns }: Described): string => {
  const known = columns.filter(({ comment }) => comment !== null && comment !== "");
  return known.length === 0
    ? ""
    : JSON.stringify(Object.fromEntries(known.map(({ name, comment }) => [name, comment])));
};

/** A column of more distinct texts in a row group gets no dictionary: looking each up costs more than it saves. */
export const mostDistinct = 5000;

/** The options of a COPY to Parquet. What is known of the table becomes metadata of the file; docs/output.md lists it. */
export const parquetOptions = (table: Described): string => {
  const entries = [
    ["polku.table", table.name],
    ["polku.comment", table.comment ?? ""],
    ["polku.grain", table.grain.join(", ")],
    ["polku.column_comments", columnComments(table)],
  ] as const;
  const metadata = entries
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${quotedText(key)}: ${quotedText(value)}`);
  return `format parquet, compression zstd, compression_level 1, dictionary_size_limit ${mostDistinct}, kv_metadata {${metadata.join(", ")}}`;
};
