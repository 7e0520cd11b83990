// polku reconcile: whether the numbers of a snapshot agree.
import type { Command } from "commander";
import type { ReconcileResult } from "../../../models/analyses/reconcile-result.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "../command-context.ts";
import { alignedTable } from "../terminal/aligned-table.ts";
import { countText, plural } from "../terminal/figures.ts";

interface ReconcileFlags extends GeneralOptions {
  readonly snapshot?: string;
}

/** As for an audit that found something. */
const exitOfDifference = 4;

const judgement = ({ checks }: ReconcileResult, width: number | undefined): string => {
  const different = checks.filter(({ equal }) => !equal).length;
  const table = alignedTable(
    [
      { name: "", isNumeric: false },
      { name: "what is counted in two ways", isNumeric: false },
      { name: "one way", isNumeric: true },
      { name: "the other", isNumeric: true },
    ],
    checks.map(({ name, left, right, equal }) => [
      equal ? "=" : "≠",
      name,
      countText(left),
      countText(right),
    ]),
    width,
  );
  const verdict =
    different === 0
      ? `All ${plural(checks.length, "pair")} agree.`
      : `${plural(different, "pair")} of ${countText(checks.length)} differ.`;
  return `${table}\n${verdict}\n`;
};

const run = async (flags: ReconcileFlags, context: CommandContext): Promise<void> => {
  const { loadConfig } = await import("../../config.ts");
  const { reconcile } = await import("../../analysis/reconcile.ts");
  const result = await reconcile(await loadConfig(flags.config), { snapshot: flags.snapshot });
  if (result.checks.some(({ equal }) => !equal)) context.exitWith(exitOfDifference);
  if (flags.json === true) return printJson(context, result);
  return context.terminal.output.write(judgement(result, context.terminal.output.columns));
};

export const addReconcile = (program: Command, context: CommandContext): void => {
  withGeneralOptions(program.command("reconcile"))
    .description("prove that paths, funnels, drop-offs and lists of people agree")
    .option("--snapshot <id>", "another snapshot than the current one")
    .action((flags: ReconcileFlags) => run(flags, context));
};
