// polku doctor: what a run would meet, checked before it.
import type { Command } from "commander";
import type { DoctorResult } from "../../models/results.ts";
import { alignedTable } from "./terminal/aligned-table.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "./command-context.ts";

const configurationExitCode = 3;

const columns = ["check", "status", "detail"].map((name) => ({ name, isNumeric: false }));

const runDoctor = async (flags: GeneralOptions, context: CommandContext): Promise<void> => {
  const { loadConfig } = await import("../config.ts");
  const { examine } = await import("../workspace/doctor.ts");
  const checks = await examine(await loadConfig(flags.config));
  const result: DoctorResult = { checks };
  if (flags.json === true) await printJson(context, result);
  else {
    const rows = checks.map(({ name, status, detail }) => [name, status, detail]);
    await context.terminal.output.write(alignedTable(columns, rows, undefined));
  }
  if (checks.some(({ status }) => status === "failed")) context.exitWith(configurationExitCode);
};

export const addDoctor = (program: Command, context: CommandContext): void => {
  withGeneralOptions(program.command("doctor"))
    .description("check before a run what can be checked")
    .action((flags: GeneralOptions) => runDoctor(flags, context));
};
