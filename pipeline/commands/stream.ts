// polku stream: the pipeline as a service, until it is told to end.
import type { Command } from "commander";
import {
  type CommandContext,
  type GeneralOptions,
  type LogOptions,
  printJson,
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

const runReread = async (topic: string, flags: GeneralOptions, context: CommandContext): Promise<void> => {
  const { rereadTopic } = await import("../ingest/reread-topic.ts");
  const result = await rereadTopic({ config: flags.config, topic });
  if (flags.json === true) return printJson(context, result);
  await context.terminal.output.write(
    result.partitions === 0
      ? `Nothing of ${topic} is stored: \`polku stream\` reads it from its first record anyway.\n`
      : `\`polku stream\` will read ${topic} from its first record; what is stored of it already counts as duplicate.\n`,
  );
};

export const addStream = (program: Command, context: CommandContext): void => {
  const stream = withLogOptions(withGeneralOptions(program.command("stream")), serviceLevel)
    .description("run as a service: take events over HTTP and from Kafka, and publish on a timer")
    .action((flags: StreamFlags) => runStream(flags, context));
  withGeneralOptions(stream.command("reread").argument("<topic>", "of Kafka"))
    .description("read a topic that was made anew from its first record, when the stream starts next")
    // `polku stream` has the same options, and takes them wherever they stand.
    .action((topic: string, _own: GeneralOptions, command: Command) =>
      runReread(topic, command.optsWithGlobals<GeneralOptions>(), context),
    );
};
