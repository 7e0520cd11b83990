// Rows as a table for the eye: columns aligned, numbers to the right, long values cut to the terminal's width.

export interface TableColumn {
  readonly name: string;
  readonly isNumeric: boolean;
  /** The name on several lines, where one is too wide. */
  readonly lines?: readonly string[];
}

const gap = "  ";
const narrowest = 6;

const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{1F300}-\u{1FAFF}]/u;

const cellsOf = (char: string): number => {
  if (/\p{M}/u.test(char)) return 0;
  return wide.test(char) ? 2 : 1;
};

/** Width as a terminal counts it, near enough: wide East Asian characters and emoji take two cells. */
const cells = (text: string): number => Array.from(text).reduce((sum, char) => sum + cellsOf(char), 0);

/** Control characters could move the cursor or hide a value. */
const shown = (text: string): string => text.replace(/\p{Cc}/gu, "\uFFFD");

/** At most so wide, with … where something is left out. */
export const cut = (text: string, width: number): string => {
  if (cells(text) <= width) return text;
  let kept = "";
  for (const char of text) {
    if (cells(kept + char) > width - 1) break;
    kept += char;
  }
  return `${kept}…`;
};

const pad = (text: string, width: number, isRight: boolean): string => {
  const space = " ".repeat(Math.max(0, width - cells(text)));
  return isRight ? space + text : text + space;
};

/** Takes from the widest columns until the line fits, and never below a few characters. */
const fitted = (widths: readonly number[], line: number): number[] => {
  const fitting = [...widths];
  const total = (): number => fitting.reduce((sum, width) => sum + width + gap.length, -gap.length);
  while (total() > line) {
    const widest = Math.max(...fitting);
    if (widest <= narrowest) break;
    fitting[fitting.indexOf(widest)] = widest - 1;
  }
  return fitting;
};

/** One row for each line of the longest heading; shorter ones stand at the bottom. */
const headerOf = (columns: readonly TableColumn[]): string[][] => {
  const headings = columns.map(({ name, lines }) => lines ?? [name]);
  const depth = Math.max(1, ...headings.map(({ length }) => length));
  return Array.from({ length: depth }, (_, row) =>
    headings.map((lines) => shown(lines[row - depth + lines.length] ?? "")),
  );
};

/** How wide the table is where nothing is cut. */
export const tableWidth = (columns: readonly TableColumn[], rows: readonly (readonly string[])[]): number => {
  const texts = [...headerOf(columns), ...rows];
  return columns.reduce(
    (sum, _, index) =>
      sum + gap.length + texts.reduce((width, row) => Math.max(width, cells(row[index] ?? "")), 0),
    -gap.length,
  );
};

/** Lines with a header; `line`: the width to keep to, unlimited where undefined. */
export const alignedTable = (
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  line: number | undefined,
): string => {
  const header = headerOf(columns);
  const body = rows.map((row) => row.map(shown));
  const texts = [...header, ...body];
  const widest = columns.map((_, index) =>
    texts.reduce((width, row) => Math.max(width, cells(row[index] ?? "")), 0),
  );
  const widths = line === undefined ? widest : fitted(widest, line);
  const lineOf = (row: readonly string[]): string =>
    columns
      .map(({ isNumeric }, index) => {
        const width = widths[index] ?? 0;
        return pad(cut(row[index] ?? "", width), width, isNumeric);
      })
      .join(gap)
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join(gap);
  return [...header.map(lineOf), rule, ...body.map(lineOf)].map((text) => `${text}\n`).join("");
};
