// What the commands that state something have in common: their options, and how what came of it is told.
import { type Command, InvalidArgumentError } from "commander";
import type {
  StatedIdentifier,
  StatementResult,
  StatementsResult,
} from "../../../models/identity/statement.ts";
import { identifierOf } from "../../statements/identifier-text.ts";
import type { StatingOptions } from "../../statements/state.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "../command-context.ts";
import { countText, plural } from "../terminal/figures.ts";

export interface StatingFlags extends GeneralOptions {
  readonly reason?: string;
  readonly at?: string;
  readonly author?: string;
  readonly publish: boolean;
}

/** Adds --config, --json, --reason, --author, --at and --no-publish. */
export const withStatingOptions = (command: Command): Command =>
  withGeneralOptions(command)
    .option("--reason <text>", "why, for those who ask later")
    .option("--author <name>", "who decided (default: the user of the operating system)")
    .option("--at <time>", "when it was decided, as 2026-01-31T08:00:00Z (default: now)")
    .option("--no-publish", "resolve only; the next polku run publishes what follows");

/** Reads an argument as NAMESPACE:VALUE. */
export const stated = (text: string): StatedIdentifier => {
  const found = identifierOf(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError("write it as NAMESPACE:VALUE, such as email:maija@example.com");
};

const effectText = (result: Omit<StatementResult, "statement_id">): string => {
  const { profiles_before: before, profiles_after: after, refused_links: refused } = result;
  const profiles =
    before === after
      ? `There are ${plural(after, "profile")}, as many as before.`
      : `There are ${plural(after, "profile")}, ${countText(Math.abs(after - before))} ${after > before ? "more" : "fewer"} than before.`;
  return [
    profiles,
    ...(refused > 0 ? [`${plural(refused, "link")} ${refused === 1 ? "is" : "are"} refused now.`] : []),
    ...(result.profile_ids_after.length > 0
      ? [`Profiles concerned: ${result.profile_ids_after.join(", ")}`]
      : []),
    ...(result.snapshot_id === null ? [] : [`Published as ${result.snapshot_id}.`]),
    "",
  ].join("\n");
};

const headOf = (result: StatementResult | StatementsResult): string =>
  "statement_id" in result
    ? `Stated as ${result.statement_id}.\n`
    : `${plural(result.added, "statement")} added, ${countText(result.known)} were there already.\n`;

/** Runs one of them and prints what came of it. */
export const runStating = async (
  flags: StatingFlags,
  context: CommandContext,
  work: (options: StatingOptions) => Promise<StatementResult | StatementsResult>,
): Promise<void> => {
  const { Progress } = await import("../terminal/progress.ts");
  const { terminal } = context;
  const progress = new Progress(terminal.messages);
  context.onLeave(() => progress.stop());
  const { config, reason, at, author, publish } = flags;
  const result = await work({ config, reason, at, author, isPublished: publish, reporter: progress });
  if (flags.json === true) await printJson(context, result);
  else await terminal.output.write(`${headOf(result)}${effectText(result)}`);
  for (const warning of result.warnings) terminal.messages.write(`warning: ${warning}\n`);
};
