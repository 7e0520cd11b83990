// polku run and polku rebuild: the whole walk, its progress and its story.
import type { Command } from "commander";
import type { RunProfileResult, RunResult } from "../../models/results.ts";
import type { LoadedConfig } from "../config.ts";
import type { Logger } from "../log.ts";
import type { StageReporter } from "../run/run-context.ts";
import {
  type CommandContext,
  type GeneralOptions,
  type LogOptions,
  openLog,
  printJson,
  withGeneralOptions,
  withLogOptions,
} from "./command-context.ts";

interface RunFlags extends GeneralOptions, LogOptions {
  readonly dataEnd?: string;
  readonly profile?: string;
}

type Walk = "run" | "rebuild";

const walk = async (kind: Walk, flags: RunFlags, reporter: StageReporter): Promise<RunResult> => {
  const { rebuild, run, runHere } = await import("../run.ts");
  // What is measured is this process.
  const work = kind === "rebuild" ? rebuild : flags.profile === undefined ? run : runHere;
  return work({
    config: flags.config,
    reporter,
    ...(flags.dataEnd === undefined ? {} : { dataEnd: flags.dataEnd }),
  });
};

/** Walks; where a profile is asked for, it is written also when the walk fails. */
const walkMeasured = async (
  kind: Walk,
  flags: RunFlags,
  context: CommandContext,
): Promise<{ result: RunResult; profile?: RunProfileResult }> => {
  const { Progress } = await import("./terminal/progress.ts");
  const progress = new Progress(context.terminal.messages);
  context.onLeave(() => progress.stop());
  if (flags.profile === undefined) return { result: await walk(kind, flags, progress) };
  const { profiled } = await import("../run/profile-file.ts");
  return profiled(flags.profile, flags.config, progress, (reporter) => walk(kind, flags, reporter));
};

const logResult = (log: Logger | undefined, result: RunResult): void => {
  const { run_id, snapshot_id, data_end, audits, stages, profiles, unattributed, future } = result;
  log?.info(
    { run_id, snapshot_id, data_end, audits, stages, profiles, unattributed, future },
    "run finished",
  );
  for (const { name: source, ...counts } of result.sources)
    log?.info({ run_id, source, ...counts }, "source read");
};

/** A scheduler that keeps nothing but the log finds there why a run ended. */
const loggingFailure = async <Result>(
  log: Logger | undefined,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    log?.error({ err: error }, "run failed");
    throw error;
  }
};

const tell = async (
  loaded: LoadedConfig,
  { result, profile }: { result: RunResult; profile?: RunProfileResult },
  { terminal: { output } }: CommandContext,
): Promise<void> => {
  const { storyFacts, storyText } = await import("./terminal/story.ts");
  const facts = await storyFacts(loaded, result.snapshot_id);
  await output.write(storyText(result, facts));
  if (profile === undefined) return;
  const { profileText } = await import("./terminal/profile-text.ts");
  await output.write(profileText(profile, output.columns));
};

const runWalk = async (kind: Walk, flags: RunFlags, context: CommandContext): Promise<void> => {
  const { loadConfig } = await import("../config.ts");
  const { quarantineAlarms } = await import("../workspace/quarantine-alarms.ts");
  const { messages } = context.terminal;
  const log = await openLog(flags);
  log?.info({ config: flags.config, kind }, "run started");
  const { loaded, ...walked } = await loggingFailure(log, async () => ({
    loaded: await loadConfig(flags.config),
    ...(await walkMeasured(kind, flags, context)),
  }));
  const { result } = walked;
  logResult(log, result);
  if (flags.json === true) await printJson(context, result);
  else await tell(loaded, walked, context);
  for (const warning of result.warnings) {
    messages.write(`warning: ${warning}\n`);
    log?.warn({ run_id: result.run_id }, warning);
  }
  const alarms = await quarantineAlarms(loaded, result);
  for (const { source, reason, text } of alarms) {
    messages.write(`warning: ${text}\n`);
    log?.warn({ source, reason }, "too much quarantined");
  }
  if (alarms.length > 0) context.exitWith(5);
};

const withWalkOptions = (command: Command): Command =>
  withLogOptions(withGeneralOptions(command))
    .option("--data-end <time>", "look at evidence up to this time only, as 2026-01-31T00:00:00Z")
    .option("--profile <file>", "write where time, memory and disk went, stage by stage, as JSON");

export const addRun = (program: Command, context: CommandContext): void => {
  withWalkOptions(program.command("run"))
    .description("read what is new, stitch, build the tables and publish a snapshot")
    .action((flags: RunFlags) => runWalk("run", flags, context));
  withWalkOptions(program.command("rebuild"))
    .description("compute everything again from the stored events, without reading files")
    .action((flags: RunFlags) => runWalk("rebuild", flags, context));
};
