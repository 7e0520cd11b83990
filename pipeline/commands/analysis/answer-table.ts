// An answer as a table for the eye: figures as people write them, and of two answers both in one column. Only what is
// shown is rounded; --json and CSV stay as they are.
import type { AnalysisCell, AnalysisResult, AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import { cellText, columnKind } from "../../pictures/cell-text.ts";
import { alignedTable, cut, type TableColumn, tableWidth } from "../terminal/aligned-table.ts";

const nothing = "∅";
const significant = 0.05;

const isVersus = (name: string): boolean => /_(versus|difference)$/.test(name);
const probability = /^p_value/;

const probabilityText = (value: number): string => (value < 0.001 ? "< 0.001" : value.toFixed(3));

const shownCell = (name: string, value: AnalysisCell | undefined): string => {
  if (value === null || value === undefined) return nothing;
  if (typeof value === "number" && probability.test(name)) return probabilityText(value);
  return cellText(value, columnKind(name, typeof value === "number"));
};

interface Column {
  readonly name: string;
  readonly isNumeric: boolean;
  readonly cells: readonly string[];
}

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));

/** Cells one below the other with both sides to the right, the arrow and the mark each in their place. */
const sideBySide = (rows: readonly AnalysisRow[], name: string, hasMark: boolean): string[] => {
  const own = rows.map((row) => shownCell(name, row[name]));
  const other = rows.map((row) => shownCell(name, row[`${name}_versus`]));
  const [left, right] = [widest(own), widest(other)];
  return rows.map((row, index) => {
    const value = row[`p_value_of_${name}`];
    const mark = typeof value === "number" && value < significant ? "*" : " ";
    const both = `${(own[index] ?? "").padStart(left)} → ${(other[index] ?? "").padStart(right)}`;
    return hasMark ? both + mark : both;
  });
};

const columnsOf = ({ columns, versus }: AnalysisResult, rows: readonly AnalysisRow[]): Column[] => {
  const isNumeric = (name: string): boolean => rows.some((row) => typeof row[name] === "number");
  const plain = (name: string): Column => ({
    name,
    isNumeric: isNumeric(name),
    cells: rows.map((row) => shownCell(name, row[name])),
  });
  if (versus === undefined) return columns.map(plain);
  return columns
    .filter((name) => !isVersus(name) && !probability.test(name))
    .map((name) =>
      columns.includes(`${name}_versus`)
        ? {
            name,
            isNumeric: true,
            cells: sideBySide(rows, name, columns.includes(`p_value_of_${name}`)),
          }
        : plain(name),
    );
};

/** Words of a name in lines as wide as its cells, and at least as wide as its longest word. */
const headingLines = ({ name, cells }: Column): string[] => {
  const words = name.split("_");
  const width = Math.max(widest(cells), widest(words));
  return words.reduce<string[]>((lines, word) => {
    const joined = `${lines.at(-1) ?? ""}_${word}`;
    if (lines.length > 0 && joined.length <= width) return [...lines.slice(0, -1), joined];
    return [...lines, word];
  }, []);
};

/** Nothing to be seen in it: zero or nothing in every row, on both sides. */
const isEmpty = ({ isNumeric, cells }: Column): boolean =>
  isNumeric && cells.every((cell) => /^[\s0.%s∅→]*$/.test(cell));

type Shown = TableColumn & Column;

const rowsOf = (columns: readonly Column[]): string[][] =>
  (columns[0]?.cells ?? []).map((_, row) => columns.map(({ cells }) => cells[row] ?? ""));

const widthOf = (columns: readonly Shown[]): number => tableWidth(columns, rowsOf(columns));

/** A text at most so wide; a time to the minute or the day; an id whole, for it leads on. */
const narrowed = (name: string, cell: string, most: number): string => {
  if (name.endsWith("_id")) return cell;
  if (!name.endsWith("_at")) return cut(cell, most);
  return most >= 19 ? cell : cell.slice(0, most >= 16 ? 16 : 10);
};

/** Texts at most so wide; a figure is never cut. */
const withTexts = (columns: readonly Shown[], most: number): Shown[] =>
  columns.map((column) =>
    column.isNumeric
      ? column
      : { ...column, cells: column.cells.map((cell) => narrowed(column.name, cell, most)) },
  );

const textWidths = [60, 50, 45, 40, 36, 32, 28, 24, 20, 18, 16, 14, 12, 10];

/** The first columns, which say what a row is about: as many as leave room for figures. */
const keysOf = (columns: readonly Shown[], line: number): Shown[] => {
  const numbers = /_(step|number|rank)$/;
  let keys = columns.findIndex(({ name, isNumeric }) => isNumeric && !numbers.test(name));
  if (keys < 0) keys = columns.length - 1;
  while (keys > 1 && widthOf(columns.slice(0, keys)) > line / 2) keys -= 1;
  return columns.slice(0, keys);
};

/** Several tables one below the other, each with the columns that say what a row is about. */
const blocksOf = (columns: readonly Shown[], line: number): Shown[][] => {
  const keys = keysOf(columns, line);
  return columns.slice(keys.length).reduce<Shown[][]>((blocks, column) => {
    const longer = [...(blocks.at(-1) ?? keys), column];
    if (blocks.length > 0 && widthOf(longer) <= line) return [...blocks.slice(0, -1), longer];
    return [...blocks, [...keys, column]];
  }, []);
};

interface Fitted {
  readonly blocks: readonly (readonly Shown[])[];
  readonly empty: readonly string[];
}

/**
 * Where a line is too short, names take several lines; then columns without a figure are left out and texts are cut;
 * then the table is laid in several.
 */
const fitted = (columns: readonly Column[], line: number | undefined): Fitted => {
  if (line === undefined || widthOf(columns) <= line) return { blocks: [columns], empty: [] };
  const broken = columns.map((column) => ({ ...column, lines: headingLines(column) }));
  if (widthOf(broken) <= line) return { blocks: [broken], empty: [] };
  const empty = broken.filter(isEmpty).map(({ name }) => name);
  const full = broken.filter((column) => !isEmpty(column));
  const cap = textWidths.find((most) => widthOf(withTexts(full, most)) <= line);
  if (cap !== undefined) return { blocks: [withTexts(full, cap)], empty };
  return { blocks: blocksOf(withTexts(full, 24), line), empty };
};

const sideName = (side: Pick<AnalysisResult, "group" | "identity">, option: string, other: string): string =>
  side.identity === other ? option : side.identity;

const legend = ({ group, identity, versus, columns }: AnalysisResult): string[] => {
  if (versus === undefined) return [];
  const own = sideName({ group, identity }, group === undefined ? "all" : "--group", versus.identity);
  const other = sideName({ group: versus.group, identity: versus.identity }, "--versus", identity);
  const judged = columns.some((name) => probability.test(name))
    ? `; * where chance alone makes so large a difference in less than 5 of 100 cases (${versus.method})`
    : "";
  return [`${own} → ${other}${judged}.`];
};

/** The table, and what is to be said below it. */
export const answerTable = (
  result: AnalysisResult,
  most: number,
  line: number | undefined,
): { readonly table: string; readonly notes: readonly string[] } => {
  const { blocks, empty } = fitted(columnsOf(result, result.rows.slice(0, most)), line);
  return {
    table: blocks.map((columns) => alignedTable(columns, rowsOf(columns), line)).join("\n"),
    notes: [
      ...(empty.length === 0 ? [] : [`Left out, with no figure in any row: ${empty.join(", ")}.`]),
      ...legend(result),
    ],
  };
};

/** What all rows come to, in one line. */
export const totalsText = ({ totals, versus }: AnalysisResult): string =>
  Object.entries(totals)
    .filter(([name]) => versus === undefined || !isVersus(name))
    .map(([name, value]) => {
      const other = versus === undefined ? "" : ` → ${shownCell(name, totals[`${name}_versus`])}`;
      return `${name} ${shownCell(name, value)}${other}`;
    })
    .join(", ");
