// polku run and polku rebuild: the whole walk, its progress and its story.
import type { Command } from "commander";
import type { RunResult } from "../../models/results.ts";
import type { LoadedConfig } from "../config.ts";
import type { Logger } from "../log.ts";
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
}

type Walk = "run" | "rebuild";

const walk = async (kind: Walk, flags: RunFlags, context: CommandContext): Promise<RunResult> => {
  const { run, rebuild } = await import("../run.ts");
  const { Progress } = await import("./terminal/progress.ts");
  const reporter = new Progress(context.terminal.messages);
  context.onLeave(() => reporter.stop());
  return (kind === "run" ? run : rebuild)({
    config: flags.config,
    reporter,
    ...(flags.dataEnd === undefined ? {} : { dataEnd: flags.dataEnd }),
  });
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

const tell = async (loaded: LoadedConfig, result: RunResult, context: CommandContext): Promise<void> => {
  const { storyFacts, storyText } = await import("./terminal/story.ts");
  const facts = await storyFacts(loaded, result.snapshot_id);
  await context.terminal.output.write(storyText(result, facts));
};

const runWalk = async (kind: Walk, flags: RunFlags, context: CommandContext): Promise<void> => {
  const { loadConfig } = await import("../config.ts");
  const { quarantineAlarms } = await import("../workspace/quarantine-alarms.ts");
  const { messages } = context.terminal;
  const log = await openLog(flags);
  log?.info({ config: flags.config, kind }, "run started");
  const { loaded, result } = await loggingFailure(log, async () => ({
    loaded: await loadConfig(flags.config),
    result: await walk(kind, flags, context),
  }));
  logResult(log, result);
  if (flags.json === true) await printJson(context, result);
  else await tell(loaded, result, context);
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

export const addRun = (program: Command, context: CommandContext): void => {
  withLogOptions(withGeneralOptions(program.command("run")))
    .description("read what is new, stitch, build the tables and publish a snapshot")
    .option("--data-end <time>", "look at evidence up to this time only, as 2026-01-31T00:00:00Z")
    .action((flags: RunFlags) => runWalk("run", flags, context));
  withLogOptions(withGeneralOptions(program.command("rebuild")))
    .description("compute everything again from the stored events, without reading files")
    .option("--data-end <time>", "look at evidence up to this time only, as 2026-01-31T00:00:00Z")
    .action((flags: RunFlags) => runWalk("rebuild", flags, context));
};
