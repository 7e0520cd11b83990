// polku timeline: one person across channels, and the evidence that makes them one.
import type { Command } from "commander";
import type { TimelineResult } from "../../analysis/timeline.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "../command-context.ts";
import { alignedTable } from "../terminal/aligned-table.ts";

interface TimelineFlags extends GeneralOptions {
  readonly html?: string;
  readonly snapshot?: string;
}

const texts = (...names: readonly string[]) => names.map((name) => ({ name, isNumeric: false }));

const minute = (at: string | null): string => (at === null ? "" : at.slice(0, 16).replace("T", " "));

const paid = (value: string | null, currency: string | null): string =>
  value === null ? "" : `${value} ${currency ?? ""}`.trim();

const timelineText = (
  { profile_id, touchpoints, identifiers }: TimelineResult,
  width: number | undefined,
): string =>
  [
    `Profile ${profile_id}\n\n`,
    alignedTable(
      texts("when (UTC)", "step", "direction", "about", "value", "known by"),
      touchpoints.map(
        ({ occurred_at, step_label, direction, item, campaign, value, currency, matched_namespace }) => [
          minute(occurred_at),
          step_label,
          direction,
          item ?? campaign ?? "",
          paid(value, currency),
          matched_namespace,
        ],
      ),
      width,
    ),
    "\nWhy this is one person:\n",
    alignedTable(
      texts("identifier", "first seen", "joined", "with", "by event"),
      identifiers.map(({ namespace, value, first_seen_at, joined_at, joined_with, joined_by }) => [
        `${namespace}:${value}`,
        minute(first_seen_at),
        minute(joined_at),
        joined_with ?? "",
        joined_by ?? "",
      ]),
      width,
    ),
  ].join("");

const run = async (person: string, flags: TimelineFlags, context: CommandContext): Promise<void> => {
  const { loadConfig } = await import("../../config.ts");
  const { timeline } = await import("../../analysis/timeline.ts");
  const { html, snapshot } = flags;
  const result = await timeline(await loadConfig(flags.config), { person, html, snapshot });
  if (flags.json === true) return printJson(context, result);
  return context.terminal.output.write(timelineText(result, context.terminal.output.columns));
};

export const addTimeline = (program: Command, context: CommandContext): void => {
  withGeneralOptions(
    program.command("timeline").argument("<person>", "NAMESPACE:VALUE, a profile id, or SOURCE:EVENT_ID"),
  )
    .description("one person across channels, and the evidence that makes them one")
    .option("--html <file>", "write it as a page of pictures too, which needs nothing beside it")
    .option("--snapshot <id>", "another snapshot than the current one")
    .action((person: string, flags: TimelineFlags) => run(person, flags, context));
};
