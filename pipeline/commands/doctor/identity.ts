// polku doctor identity: how identity stands, measure by measure, beside the runs before.
import type { Command } from "commander";
import type { IdentityTrendResult } from "../../../models/results/identity.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "../command-context.ts";
import { alignedTable } from "../terminal/aligned-table.ts";
import { countText, plural } from "../terminal/figures.ts";

const figure = (value: number | null): string => {
  if (value === null) return "";
  return Number.isInteger(value) ? countText(value) : value.toFixed(4);
};

const trendText = ({ runs, measures, alarms }: IdentityTrendResult): string => {
  const earlier = runs.slice(0, -1).map((_, place) => `${String(runs.length - 1 - place)} before`);
  const columns = [
    { name: "measure", isNumeric: false },
    { name: "namespace", isNumeric: false },
    ...earlier.map((name) => ({ name, isNumeric: true })),
    { name: "now", isNumeric: true },
    { name: "threshold", isNumeric: true },
    { name: "", isNumeric: false },
  ];
  const rows = measures.map(({ measure, namespace, value, threshold, is_alarm, before }) => [
    measure,
    namespace ?? "",
    ...before.map(figure),
    figure(value),
    figure(threshold),
    is_alarm ? "alarm" : "",
  ]);
  const verdict =
    alarms === 0 ? "No alarm.\n" : `${plural(alarms, "alarm")}; the run's warnings say what to do.\n`;
  return `Run ${runs.at(-1) ?? "none"}\n\n${alignedTable(columns, rows, undefined)}\n${verdict}`;
};

/** `doctor` understands the same options, and takes them wherever they stand. */
export const addDoctorIdentity = (doctor: Command, context: CommandContext): void => {
  withGeneralOptions(doctor.command("identity"))
    .description("how identity stands, beside the runs before")
    .action(async (_: GeneralOptions, command: Command) => {
      const flags: GeneralOptions = command.optsWithGlobals();
      const { identityTrend } = await import("../../questions/identity-trend.ts");
      const result = await identityTrend({ config: flags.config });
      if (flags.json === true) return printJson(context, result);
      await context.terminal.output.write(trendText(result));
    });
};
