// What the commands of all analyses have in common: how a definition is chosen, and how an answer is printed.
import { type Command, Option } from "commander";
import type { AnalysisCell, AnalysisResult } from "../../../models/analyses/analysis-result.ts";
import type { AskOptions } from "../../analysis/ask.ts";
import type { Identity } from "../../analysis/source/open-source.ts";
import type { LoadedConfig } from "../../config.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "../command-context.ts";
import { answerTable, totalsText } from "./answer-table.ts";
import { csvLine, guarded } from "../terminal/csv-text.ts";
import { countText } from "../terminal/figures.ts";

interface AnalysisFlags extends GeneralOptions {
  readonly file?: string;
  readonly format: "table" | "csv";
  readonly identity: Identity | "both";
  readonly people?: boolean;
  readonly snapshot?: string;
  readonly explain?: boolean;
  readonly html?: string;
  readonly group?: string;
  readonly versus?: string;
  /** commander's name for `--no-formula-guard`. */
  readonly formulaGuard: boolean;
}

export interface AnalysisCommand {
  readonly name: string;
  readonly description: string;
  /** What its NAME is. */
  readonly argument: string;
  /** Loaded when the command runs. */
  ask(loaded: LoadedConfig, options: AskOptions): Promise<AnalysisResult>;
}

const tableRows = 200;

const part = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? "" : `\n${title}\n${lines.map((line) => `  ${line}\n`).join("")}`;

const explained = ({ explanation }: AnalysisResult): string => {
  if (explanation === undefined) return "";
  return [
    part("How it is counted:", explanation.method),
    part("What is read, of the snapshot's folder analysis/:", explanation.sql),
    part("From a number to its people and events:", explanation.trace),
  ].join("");
};

const printTable = async (result: AnalysisResult, { terminal }: CommandContext): Promise<void> => {
  const { output, messages } = terminal;
  const { table, notes } = answerTable(result, tableRows, output.columns);
  const below = [totalsText(result), ...notes].map((line) => `${line}\n`).join("");
  await output.write(`${table}\n${below}${explained(result)}`);
  const { length } = result.rows;
  if (length > tableRows) {
    messages.write(
      `The first ${countText(tableRows)} of ${countText(length)} rows; --json and --format csv give all.\n`,
    );
  }
};

const printCsv = async (
  { columns, rows }: AnalysisResult,
  { terminal }: CommandContext,
  isGuarded: boolean,
): Promise<void> => {
  const cellText = (value: AnalysisCell | undefined): string => {
    if (value === null || value === undefined) return "";
    return typeof value === "string" && isGuarded ? guarded(value) : String(value);
  };
  const lines = rows.map((row) => csvLine(columns.map((name) => cellText(row[name]))));
  await terminal.output.write(csvLine(columns) + lines.join(""));
};

const run = async (
  command: AnalysisCommand,
  name: string | undefined,
  flags: AnalysisFlags,
  context: CommandContext,
): Promise<void> => {
  const { loadConfig } = await import("../../config.ts");
  const { parseGroup } = await import("../../analysis/definitions/read-group.ts");
  const { file, people, snapshot, explain, html } = flags;
  const group = flags.group === undefined ? undefined : parseGroup(flags.group, "--group");
  const versus =
    flags.identity === "both"
      ? { ...group, identity: "unstitched" as const }
      : flags.versus === undefined
        ? undefined
        : parseGroup(flags.versus, "--versus");
  const identity = flags.identity === "both" ? "stitched" : flags.identity;
  const result = await command.ask(await loadConfig(flags.config), {
    name,
    file,
    identity,
    people,
    snapshot,
    explain,
    html,
    group,
    versus,
  });
  if (flags.json === true) return printJson(context, result);
  if (flags.format === "csv") return printCsv(result, context, flags.formulaGuard);
  return printTable(result, context);
};

/** Adds the command of one analysis. */
export const addAnalysis = (program: Command, context: CommandContext, command: AnalysisCommand): Command =>
  withGeneralOptions(program.command(command.name).argument("[name]", command.argument))
    .description(command.description)
    .option("--file <file>", "a definition of its own, YAML or JSON, instead of a name")
    .addOption(
      new Option("--format <format>", "how rows are printed").choices(["table", "csv"]).default("table"),
    )
    .addOption(
      new Option("--identity <identity>", "people as profiles, or as if nobody had stitched")
        .choices(["stitched", "unstitched", "both"])
        .default("stitched"),
    )
    .option("--group <yaml>", "only some people or time: '{ where: { channel: web }, from: 2026-01-01 }'")
    .option("--versus <yaml>", "beside another group, with differences and their significance")
    .option("--people", "list the people behind the numbers")
    .option("--snapshot <id>", "another snapshot than the current one")
    .option("--explain", "say how the numbers came about and how to trace them")
    .option("--html <file>", "write it as a page of pictures too, which needs nothing beside it")
    .option("--no-formula-guard", "leave CSV texts as they are that a spreadsheet would run as formulas")
    .action((name: string | undefined, flags: AnalysisFlags) => run(command, name, flags, context));
