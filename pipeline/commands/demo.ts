// polku demo: one story over four channels, from generated raw files to tables, held against its planted truth.
import type { Command } from "commander";
import { type CommandContext, printJson, wholeNumber, withJson } from "./command-context.ts";

interface DemoFlags {
  readonly json?: boolean;
  readonly folder: string;
  readonly seed: string;
  readonly people: number;
}

const runTheDemo = async (flags: DemoFlags, context: CommandContext): Promise<void> => {
  const { runDemo } = await import("../demo/run-demo.ts");
  const { Progress } = await import("./terminal/progress.ts");
  const { messages, output } = context.terminal;
  const reporter = new Progress(messages);
  context.onLeave(() => reporter.stop());
  const { folder, seed, people } = flags;
  const { facts, story, kept } = await runDemo({ folder, seed, people, reporter });
  for (const file of kept) messages.write(`Kept what you had changed as ${file}.\n`);
  if (flags.json === true) return printJson(context, facts);
  await output.write(story);
};

export const addDemo = (program: Command, context: CommandContext): void => {
  withJson(program.command("demo"))
    .description("make a world of shoppers over four channels, and tell what polku finds in it")
    .option("--folder <folder>", "where everything is written", "./demo")
    .option("--seed <text>", "another seed makes another world", "polku")
    .option("--people <n>", "how many people live in it", wholeNumber, 2500)
    .action((flags: DemoFlags) => runTheDemo(flags, context));
};
