// polku export: the tables of a snapshot to a folder, for others.
import { type Command, Option } from "commander";
import { countText, plural } from "../terminal/figures.ts";
import type { ExportFormat } from "../../snapshots/export/write-formats.ts";
import type { IdentifierTreatment } from "../../snapshots/export/identifier-columns.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "../command-context.ts";

interface ExportFlags extends GeneralOptions {
  readonly to: string;
  readonly format: ExportFormat;
  readonly identifiers?: IdentifierTreatment;
  readonly snapshot?: string;
  readonly formulaGuard: boolean;
  readonly partitionBy?: "date";
  readonly force?: boolean;
}

const runExport = async (flags: ExportFlags, context: CommandContext): Promise<void> => {
  const { loadConfig } = await import("../../config.ts");
  const { exportTables } = await import("../../snapshots/export.ts");
  const result = await exportTables(await loadConfig(flags.config), {
    to: flags.to,
    format: flags.format,
    identifiers: flags.identifiers,
    snapshot: flags.snapshot,
    hasFormulaGuard: flags.formulaGuard,
    partitionBy: flags.partitionBy,
    isForced: flags.force,
  });
  if (flags.json === true) return printJson(context, result);
  const rows = result.tables.reduce((sum, table) => sum + table.rows, 0);
  await context.terminal.output.write(
    `${plural(result.tables.length, "table")}, ${countText(rows)} rows, identifiers ${result.identifiers}: ${result.folder}\n`,
  );
};

export const addExport = (program: Command, context: CommandContext): void => {
  withGeneralOptions(program.command("export"))
    .description("write the tables of a snapshot to a folder, identifiers hashed")
    .requiredOption("--to <folder>", "where to write")
    .addOption(
      new Option("--format <format>").choices(["parquet", "csv", "arrow", "duckdb"]).default("parquet"),
    )
    .addOption(
      new Option("--identifiers <how>", "default: export.identifiers of the configuration").choices([
        "hashed",
        "clear",
        "none",
      ]),
    )
    .option("--snapshot <id>", "another snapshot than the current one")
    .option("--no-formula-guard", "leave CSV texts as they are that a spreadsheet would run as formulas")
    .addOption(
      new Option(
        "--partition-by <what>",
        "a folder for each day, for tables that know a time (parquet, csv)",
      ).choices(["date"]),
    )
    .option("--force", "replace files of the same names in a folder that is not empty")
    .action((flags: ExportFlags) => runExport(flags, context));
};
