// polku query: one SELECT over a snapshot, as a table, JSON, CSV or Arrow.
import { type Command, Option } from "commander";
import { alignedTable } from "../terminal/aligned-table.ts";
import { csvLine, guarded } from "../terminal/csv-text.ts";
import { countText } from "../terminal/figures.ts";
import type { Output } from "../terminal/terminal.ts";
import type { ResultStream } from "../../warehouse/result-stream.ts";
import { type CommandContext, type GeneralOptions, withGeneralOptions } from "../command-context.ts";

interface QueryFlags extends GeneralOptions {
  readonly csv?: boolean;
  readonly arrow?: boolean;
  readonly snapshot?: string;
  /** commander's name for `--no-formula-guard`. */
  readonly formulaGuard: boolean;
}

const tableRows = 1000;

const writeTable = async (result: ResultStream, { terminal }: CommandContext): Promise<void> => {
  const { plainText } = await import("../../warehouse/plain-value.ts");
  const shown: string[][] = [];
  let total = 0;
  for await (const rows of result.rows()) {
    total += rows.length;
    const wanted = rows.slice(0, Math.max(0, tableRows - shown.length));
    shown.push(...wanted.map((row) => row.map((value) => (value === null ? "∅" : plainText(value)))));
  }
  await terminal.output.write(alignedTable(result.columns, shown, terminal.output.columns));
  if (total > shown.length) {
    const all = "--json, --csv and --arrow give all";
    terminal.messages.write(`The first ${countText(shown.length)} of ${countText(total)} rows; ${all}.\n`);
  }
};

const writeJson = async (result: ResultStream, output: Output): Promise<void> => {
  const { rowObject } = await import("../../snapshots/query.ts");
  let before = "[\n";
  for await (const rows of result.rows()) {
    const lines = rows.map((row) => JSON.stringify(rowObject(result, row)));
    await output.write(before + lines.join(",\n"));
    before = ",\n";
  }
  await output.write(before === "[\n" ? "[]\n" : "\n]\n");
};

const writeCsv = async (result: ResultStream, output: Output, isGuarded: boolean): Promise<void> => {
  const { plainText } = await import("../../warehouse/plain-value.ts");
  const { columns } = result;
  await output.write(csvLine(columns.map(({ name }) => name)));
  for await (const rows of result.rows()) {
    const lines = rows.map((row) =>
      csvLine(
        row.map((value, index) => {
          const text = plainText(value);
          return isGuarded && columns[index]?.isText === true ? guarded(text) : text;
        }),
      ),
    );
    await output.write(lines.join(""));
  }
};

const writeArrow = async (result: ResultStream, output: Output): Promise<void> => {
  const { arrowBytes } = await import("../../warehouse/arrow-batches.ts");
  for await (const bytes of arrowBytes(result, "stream")) await output.write(bytes);
};

const runQuery = async (sql: string, flags: QueryFlags, context: CommandContext): Promise<void> => {
  const { loadConfig } = await import("../../config.ts");
  const { withQuery } = await import("../../snapshots/query.ts");
  const { output } = context.terminal;
  await withQuery(await loadConfig(flags.config), sql, { snapshot: flags.snapshot }, (result) => {
    if (flags.json === true) return writeJson(result, output);
    if (flags.csv === true) return writeCsv(result, output, flags.formulaGuard);
    if (flags.arrow === true) return writeArrow(result, output);
    return writeTable(result, context);
  });
};

export const addQuery = (program: Command, context: CommandContext): void => {
  withGeneralOptions(program.command("query").argument("<sql>", "one SELECT, DESCRIBE or SHOW"))
    .description("ask the tables of a snapshot")
    .option("--snapshot <id>", "another snapshot than the current one")
    .addOption(new Option("--csv", "print CSV").conflicts(["json", "arrow"]))
    .addOption(new Option("--arrow", "print an Arrow IPC stream").conflicts(["json", "csv"]))
    .option("--no-formula-guard", "leave CSV texts as they are that a spreadsheet would run as formulas")
    .action((sql: string, flags: QueryFlags) => runQuery(sql, flags, context));
};
