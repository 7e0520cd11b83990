// Rows as CSV (RFC 4180). A text that a spreadsheet would run as a formula is made harmless.

const needsQuotes = /[",\r\n]/;
const formula = /^[=+\-@\t\r]/;

const quoted = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A text cell with an apostrophe before what a spreadsheet would take for a formula. */
export const guarded = (text: string): string => (formula.test(text) ? `'${text}` : text);

/** One line with its line end. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(",")}\r\n`;
