// polku doctor: what a run would meet, checked before it; how the workspace grows; and mending what can be mended.
import { type Command, Option } from "commander";
import type { DoctorResult } from "../../models/results.ts";
import { addDoctorIdentity } from "./doctor/identity.ts";
import { alignedTable } from "./terminal/aligned-table.ts";
import { byteText, countText, durationText } from "./terminal/figures.ts";
import type { HealedPart } from "../workspace/heal.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "./command-context.ts";

interface DoctorFlags extends GeneralOptions {
  readonly thorough?: boolean;
  /** True where no part is named. */
  readonly heal?: true | HealedPart;
}

const configurationExitCode = 3;

const table = (
  title: string,
  columns: Readonly<Record<string, boolean>>,
  rows: readonly string[][],
): string =>
  rows.length === 0
    ? ""
    : `\n${title}\n${alignedTable(
        Object.entries(columns).map(([name, isNumeric]) => ({ name, isNumeric })),
        rows,
        undefined,
      )}`;

/** How much more than before, with its sign; empty where one of the two is not known. */
const growth = (before: number | null | undefined, now: number | null): string => {
  if (before === null || before === undefined || now === null) return "";
  return now < before ? `-${byteText(before - now)}` : `+${byteText(now - before)}`;
};

const size = (bytes: number | null): string => (bytes === null ? "" : byteText(bytes));

const sizesText = ({ sizes, runs, slowest }: DoctorResult): string => {
  const snapshots = sizes.snapshots.map(({ snapshot_id, is_current, bytes, rows }, index, all) => [
    `${snapshot_id}${is_current ? " (current)" : ""}`,
    byteText(bytes),
    growth(all[index - 1]?.bytes, bytes),
    countText(rows),
  ]);
  // Newest first: each grew from the one after it.
  const grown = runs.map((run, index) => [
    run.run_id,
    run.started_at,
    run.seconds === null ? "" : durationText(run.seconds),
    size(run.store_bytes),
    growth(runs[index + 1]?.store_bytes, run.store_bytes),
    size(run.snapshot_bytes),
  ]);
  return [
    table("Snapshots:", { snapshot: false, size: true, growth: true, rows: true }, snapshots),
    table(
      "The last runs:",
      { run: false, started_at: false, took: true, store: true, growth: true, snapshot: true },
      grown,
    ),
    table(
      "Where the last of them was slowest:",
      { what: false, name: false, took: true, rows: true },
      slowest.map(({ kind, name, seconds, rows }) => [kind, name, durationText(seconds), countText(rows)]),
    ),
  ].join("");
};

const report = (result: DoctorResult): string => {
  const rows = result.checks.map(({ name, status, detail }) => [name, status, detail]);
  const healed = result.healed.map((sentence) => `${sentence}\n`).join("");
  const checks = table("", { check: false, status: false, detail: false }, rows).replace(/^\n\n/, "");
  return `${healed}${healed === "" ? "" : "\n"}${checks}${sizesText(result)}`;
};

const healIn = async (flags: DoctorFlags, context: CommandContext): Promise<string[]> => {
  if (flags.heal === undefined) return [];
  const { loadConfig } = await import("../config.ts");
  const { heal } = await import("../workspace/heal.ts");
  const { Progress } = await import("./terminal/progress.ts");
  const reporter = new Progress(context.terminal.messages);
  context.onLeave(() => reporter.stop());
  return heal(await loadConfig(flags.config), flags.heal === true ? "snapshots" : flags.heal, reporter);
};

const runDoctor = async (flags: DoctorFlags, context: CommandContext): Promise<void> => {
  const { loadConfig } = await import("../config.ts");
  const { examine } = await import("../workspace/doctor.ts");
  const loaded = await loadConfig(flags.config);
  const healed = await healIn(flags, context);
  const result: DoctorResult = { ...(await examine(loaded, { isThorough: flags.thorough })), healed };
  if (flags.json === true) await printJson(context, result);
  else await context.terminal.output.write(report(result));
  if (result.checks.some(({ status }) => status === "failed")) context.exitWith(configurationExitCode);
};

export const addDoctor = (program: Command, context: CommandContext): void => {
  const doctor = withGeneralOptions(program.command("doctor"))
    .description("check before a run what can be checked, and mend what can be mended")
    .option("--thorough", "also read the whole store and every file of the snapshots")
    .addOption(
      new Option(
        "--heal [part]",
        "publish again where snapshots are not whole; `log` or `store`: give up what is damaged there",
      ).choices(["snapshots", "log", "store"]),
    )
    .action((flags: DoctorFlags) => runDoctor(flags, context));
  addDoctorIdentity(doctor, context);
};
