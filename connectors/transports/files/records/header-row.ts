// The header of CSV and TSV: the delimiter, and a name for each column that no other column has.
import { columnNames } from "./column-names.ts";
import { extensionOf } from "./content-kind.ts";
import { boundsOf, readSizes, type RecordLimits } from "./record-block.ts";
import { type RowScan, scanRows } from "./row-scan.ts";
import { UnreadableFile } from "../bytes/unreadable-file.ts";

export interface Header {
  readonly delimiter: number;
  readonly columns: readonly string[];
  /** How much of the content it takes, blank lines before it included. */
  readonly bytes: number;
  readonly lines: number;
}

const tab = 0x09;
const comma = 0x2c;
const delimiters = [comma, 0x3b, tab, 0x7c];
const newline = 0x0a;
const carriageReturn = 0x0d;

/** Throws UnreadableFile where the header is broken, because then nobody can say what any row means. */
export const readHeader = (head: Buffer, path: string, limits: RecordLimits): Header => {
  let start = 0;
  while (head[start] === newline || head[start] === carriageReturn) start += 1;
  const content = head.subarray(start);
  const isTabbed = ["tsv", "tab"].includes(extensionOf(path));
  const delimiter = isTabbed ? tab : sniffed(content, limits);
  const { scan, row } = firstRow(content, delimiter, limits);
  refuseBroken(scan);
  const bytes = start + scan.consumed;
  const lines = head.subarray(0, bytes).reduce((count, byte) => count + (byte === newline ? 1 : 0), 0);
  return { delimiter, columns: columnNames(row), bytes, lines };
};

const refuseBroken = ({ openQuote, faults }: RowScan): void => {
  if (openQuote !== null) throw new UnreadableFile("a quote in the header never ends; close it");
  const reason = faults[0]?.reason;
  if (reason === "invalid_utf8") throw new UnreadableFile("the header is not UTF-8; convert the file");
  if (reason !== undefined) throw new UnreadableFile(`the header is no row of names (${reason})`);
};

/** The one that cuts the header into most columns; a comma where none does. */
const sniffed = (content: Buffer, limits: RecordLimits): number => {
  const counts = delimiters.map((delimiter) => {
    const { scan, row } = firstRow(content, delimiter, limits);
    return { delimiter, fields: scan.openQuote === null && scan.faults.length === 0 ? row.length : 0 };
  });
  return counts.reduce((best, next) => (next.fields > best.fields ? next : best)).delimiter;
};

const firstRow = (
  content: Buffer,
  delimiter: number,
  limits: RecordLimits,
): { scan: RowScan; row: readonly string[] } => {
  const scan = scanRows(content, { delimiter, fields: null }, true, boundsOf(limits, readSizes), 1);
  return { scan, row: scan.text.toString("utf8").slice(0, -1).split(scan.fieldSeparator) };
};
