// An answer as a table for the eye: figures as people write them, and of two answers both in one column. Only what is
// shown is rounded; --json and CSV stay as they are.
import type { AnalysisCell, AnalysisResult, AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import { cellText, columnKind } from "../../pictures/cell-text.ts";
import { alignedTable, type TableColumn, tableWidth } from "../terminal/aligned-table.ts";

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

interface Fitted {
  readonly columns: readonly (TableColumn & Column)[];
  readonly empty: readonly string[];
}

/** Where a line is too short, names take several lines, and then columns without a figure are left out. */
const fitted = (columns: readonly Column[], line: number | undefined): Fitted => {
  const rows = (some: readonly Column[]): string[][] =>
    (some[0]?.cells ?? []).map((_, row) => some.map(({ cells }) => cells[row] ?? ""));
  const fits = (some: readonly Column[]): boolean =>
    line === undefined || tableWidth(some, rows(some)) <= line;
  if (fits(columns)) return { columns, empty: [] };
  const broken = columns.map((column) => ({ ...column, lines: headingLines(column) }));
  if (fits(broken)) return { columns: broken, empty: [] };
  return {
    columns: broken.filter((column) => !isEmpty(column)),
    empty: broken.filter(isEmpty).map(({ name }) => name),
  };
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
  const { columns, empty } = fitted(columnsOf(result, result.rows.slice(0, most)), line);
  const rows = (columns[0]?.cells ?? []).map((_, row) => columns.map(({ cells }) => cells[row] ?? ""));
  return {
    table: alignedTable(columns, rows, line),
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
