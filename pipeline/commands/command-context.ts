// What every command is given, and what every command understands.
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Logger } from "../log.ts";
import type { Terminal } from "./terminal/terminal.ts";

export interface CommandContext {
  readonly terminal: Terminal;
  /** What the process ends with when the command resolves; 0 where it is not called. */
  exitWith(code: number): void;
  /** Called when an error or the end of the process needs the last line of the terminal. */
  onLeave(clean: () => void): void;
  /**
   * Resolves with the first signal that asks the process to end, which then does not end by itself. A second one ends
   * it at once.
   */
  untilSignal(): Promise<string>;
}

export interface GeneralOptions {
  readonly config: string;
  readonly json?: boolean;
}

export interface LogOptions {
  readonly logLevel: string;
  readonly logFile?: string;
}

/** Adds --json. */
export const withJson = (command: Command): Command =>
  command.option("--json", "print one JSON document and nothing else");

/** Adds --config and --json. */
export const withGeneralOptions = (command: Command): Command =>
  withJson(command.option("--config <file>", "the configuration", "./polku.yaml"));

const levels = ["silent", "error", "warn", "info", "debug"];

/** Adds the options of the log. */
export const withLogOptions = (command: Command, level = "silent"): Command =>
  command
    .addOption(
      new Option("--log-level <level>", "JSON log lines on standard error").choices(levels).default(level),
    )
    .option("--log-file <file>", "append the log to a file (level info, unless said otherwise)");

/** Reads an option's whole number above 0. */
export const wholeNumber = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("give a whole number above 0");
  return number;
};

/** The log that the options ask for; undefined where they ask for none. */
export const openLog = async ({ logLevel, logFile }: LogOptions): Promise<Logger | undefined> => {
  if (logLevel === "silent" && logFile === undefined) return undefined;
  const { createLog, logLevels } = await import("../log.ts");
  const level = logLevels.find((known) => known === logLevel) ?? "info";
  return createLog({ level: level === "silent" ? "info" : level, file: logFile });
};

/** Prints a result as its JSON document. */
export const printJson = ({ terminal }: CommandContext, result: unknown): Promise<void> =>
  terminal.output.write(`${JSON.stringify(result, null, 2)}\n`);
