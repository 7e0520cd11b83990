// polku stream: the pipeline as a service, until it is told to end.
import type { Command } from "commander";
import {
  type CommandContext,
  type GeneralOptions,
  type LogOptions,
  withGeneralOptions,
  withLogOptions,
} from "./command-context.ts";

interface StreamFlags extends GeneralOptions, LogOptions {}

/** The log of a service is on: it has nothing else to tell by. */
const serviceLevel = "info";

const runStream = async (flags: StreamFlags, context: CommandContext): Promise<void> => {
  const { createLog, logLevels } = await import("../log.ts");
  const { stream } = await import("../stream.ts");
  const level = logLevels.find((known) => known === flags.logLevel) ?? serviceLevel;
  const log = createLog({ level, file: flags.logFile });
  const ended = context.untilSignal();
  const running = await stream({ config: flags.config, log });
  const { output } = context.terminal;
  await output.write(
    flags.json === true
      ? `${JSON.stringify({ ready: true, url: running.url })}\n`
      : `polku listens on ${running.url}. End it with Ctrl+C or SIGTERM.\n`,
  );
  log.info({ url: running.url }, "stream ready");
  log.info({ signal: await ended }, "stream ends");
  await running.stop();
  log.info("stream ended");
};

export const addStream = (program: Command, context: CommandContext): void => {
  withLogOptions(withGeneralOptions(program.command("stream")), serviceLevel)
    .description("run as a service: take events over HTTP and from Kafka, and publish on a timer")
    .action((flags: StreamFlags) => runStream(flags, context));
};
