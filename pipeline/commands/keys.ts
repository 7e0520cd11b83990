// polku keys: who may send events and read profiles. A key is shown once, when it is made.
import type { Command } from "commander";
import { PolkuError } from "../../models/errors.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "./command-context.ts";
import { alignedTable } from "./terminal/aligned-table.ts";

interface AddFlags extends GeneralOptions {
  readonly read?: boolean;
  readonly comment?: string;
}

const configOf = async (flags: GeneralOptions) => {
  const { loadConfig } = await import("../config.ts");
  return loadConfig(flags.config);
};

const wishedSource = (source: string | undefined, { read }: AddFlags): string | null => {
  const isRead = read === true;
  if (isRead === (source !== undefined)) {
    throw new PolkuError("usage", { problem: "Give either the source that the key sends to, or --read." });
  }
  return source ?? null;
};

const runAdd = async (
  source: string | undefined,
  flags: AddFlags,
  context: CommandContext,
): Promise<void> => {
  const wished = wishedSource(source, flags);
  const { addKey } = await import("../serve/access/keep-keys.ts");
  const added = await addKey(await configOf(flags), { source: wished, comment: flags.comment });
  if (flags.json === true) return printJson(context, added);
  await context.terminal.output.write(`${added.key}\n`);
  const use = added.source === null ? "reads profiles" : `sends events of ${added.source}`;
  context.terminal.messages.write(
    `This key ${use}. It is not shown again: ${added.file} keeps its digest only, ${added.key_id}….\n`,
  );
};

const listColumns = [
  { name: "key_id", isNumeric: false },
  { name: "kind", isNumeric: false },
  { name: "source", isNumeric: false },
  { name: "file", isNumeric: false },
  { name: "comment", isNumeric: false },
] as const;

const runList = async (flags: GeneralOptions, context: CommandContext): Promise<void> => {
  const { listKeys } = await import("../serve/access/keep-keys.ts");
  const keys = await listKeys(await configOf(flags));
  if (flags.json === true) return printJson(context, keys);
  const { output, messages } = context.terminal;
  if (keys.length === 0) {
    return messages.write(
      "There are no keys. `polku keys add SOURCE` and `polku keys add --read` make some.\n",
    );
  }
  const rows = keys.map((key) => listColumns.map(({ name }) => key[name] ?? ""));
  await output.write(alignedTable(listColumns, rows, output.columns));
};

const runRemove = async (digits: string, flags: GeneralOptions, context: CommandContext): Promise<void> => {
  const { removeKey } = await import("../serve/access/keep-keys.ts");
  const removed = await removeKey(await configOf(flags), digits);
  if (flags.json === true) return printJson(context, removed);
  const what = removed.source === null ? "read key" : `key of ${removed.source}`;
  await context.terminal.output.write(
    `Removed the ${what}, ${removed.key_id}…, from ${removed.file}. A running \`polku stream\` refuses it from now on.\n`,
  );
};

export const addKeys = (program: Command, context: CommandContext): void => {
  const keys = program
    .command("keys")
    .description("who may send events to `polku stream`, and read profiles");
  withGeneralOptions(keys.command("add").argument("[source]", "the source that it sends events of"))
    .description("make a key and print it, this once")
    .option("--read", "a key that reads profiles and sends nothing")
    .option("--comment <text>", "what it is for")
    .action((source: string | undefined, flags: AddFlags) => runAdd(source, flags, context));
  withGeneralOptions(keys.command("list"))
    .description("list them by the first digits of their digests")
    .action((flags: GeneralOptions) => runList(flags, context));
  withGeneralOptions(keys.command("remove").argument("<key_id>", "6 or more of its first hex digits"))
    .description("refuse a key from now on")
    .action((digits: string, flags: GeneralOptions) => runRemove(digits, flags, context));
};
