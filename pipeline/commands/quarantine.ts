// polku quarantine: what was set aside, one record of it, and reading it again after a fix.
import type { Command } from "commander";
import { alignedTable } from "./terminal/aligned-table.ts";
import { countText } from "./terminal/figures.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  wholeNumber,
  withGeneralOptions,
} from "./command-context.ts";

interface ListFlags extends GeneralOptions {
  readonly source?: string;
  readonly reason?: string;
  readonly limit?: number;
}

const shownEntries = 100;

const listColumns = [
  { name: "quarantine_id", isNumeric: true },
  { name: "source", isNumeric: false },
  { name: "origin", isNumeric: false },
  { name: "position", isNumeric: true },
  { name: "reason", isNumeric: false },
  { name: "detail", isNumeric: false },
  { name: "event_id", isNumeric: false },
] as const;

const runList = async (flags: ListFlags, context: CommandContext): Promise<void> => {
  const { loadConfig } = await import("../config.ts");
  const { listQuarantine } = await import("../workspace/quarantine.ts");
  const { source, reason, json } = flags;
  const limit = flags.limit ?? (json === true ? undefined : shownEntries);
  const { entries, total } = await listQuarantine(await loadConfig(flags.config), { source, reason, limit });
  if (json === true) return printJson(context, entries);
  const { output, messages } = context.terminal;
  const rows = entries.map((entry) => listColumns.map(({ name }) => plainField(entry[name])));
  await output.write(alignedTable(listColumns, rows, output.columns));
  if (total > entries.length) {
    messages.write(`The first ${countText(entries.length)} of ${countText(total)}; --limit shows more.\n`);
  }
};

const plainField = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

const runShow = async (id: string, flags: GeneralOptions, context: CommandContext): Promise<void> => {
  const { loadConfig } = await import("../config.ts");
  const { showQuarantine } = await import("../workspace/quarantine.ts");
  const { record, ...entry } = await showQuarantine(await loadConfig(flags.config), id);
  if (flags.json === true) return printJson(context, { ...entry, record });
  const lines = Object.entries(entry).map(([name, value]) => `${name.padEnd(14)}${plainField(value)}\n`);
  await context.terminal.output.write(`${lines.join("")}\n${record ?? ""}\n`);
};

const runReplay = async (flags: ListFlags, context: CommandContext): Promise<void> => {
  const { replayQuarantine } = await import("../ingest/replay.ts");
  const { config, source, reason, json } = flags;
  const result = await replayQuarantine({ config, source, reason });
  if (json === true) return printJson(context, result);
  const { replayed, mapped, quarantined_records: left } = result;
  await context.terminal.output.write(
    `${countText(replayed)} records read again: ${countText(mapped)} are good now, ${countText(left)} are not.\n${
      mapped > 0 ? "`polku run` takes them in.\n" : ""
    }`,
  );
};

export const addQuarantine = (program: Command, context: CommandContext): void => {
  const quarantine = program.command("quarantine").description("records that were set aside, and why");
  withGeneralOptions(quarantine.command("list"))
    .description("list them, without their content")
    .option("--source <name>", "of one source")
    .option("--reason <code>", "for one reason, such as bad_time (docs/errors.md)")
    .option("--limit <n>", "at most so many (100 where a table is printed)", wholeNumber)
    .action((flags: ListFlags) => runList(flags, context));
  withGeneralOptions(quarantine.command("show").argument("<id>", "its quarantine_id"))
    .description("show one with its content")
    .action((id: string, flags: GeneralOptions) => runShow(id, flags, context));
  withGeneralOptions(quarantine.command("replay"))
    .description("read them again, with the mapping and limits of today")
    .option("--source <name>", "of one source")
    .option("--reason <code>", "set aside for one reason")
    .action((flags: ListFlags) => runReplay(flags, context));
};
