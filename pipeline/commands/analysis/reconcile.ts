// polku reconcile: whether the numbers of a snapshot agree; and of two numbers, who makes the difference and why.
import type { Command } from "commander";
import type { NumbersResult, OneSided, ReconcileResult } from "../../../models/analyses/reconcile-result.ts";
import { PolkuError } from "../../../models/errors.ts";
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

type Side = NumbersResult["one"];

/** `41 visits of 38 people, 3 of them more than once`. */
const sideText = ({ unit, counted, people, people_more_than_once: repeated }: Side): string => {
  const often = repeated === 0 ? "" : `, ${countText(repeated)} of them more than once`;
  return `${plural(counted, unit.replace(/s$/, ""), unit)} of ${plural(people, "person", "people")}${often}`;
};

const onlyLines = (own: Side, other: Side, { people, counted, reasons }: OneSided): string[] => {
  if (people === 0) return [`Nobody is in ${own.name} without being in ${other.name}.`, ""];
  const times = counted === people ? "" : ` (${countText(counted)} ${own.unit})`;
  return [
    `${plural(people, "person", "people")}${times} in ${own.name} ${people === 1 ? "is" : "are"} not in ${other.name}:`,
    ...reasons.flatMap(({ reason, people: some, profile_ids }) => [
      `  ${countText(some).padStart(countText(people).length)} who ${reason}`,
      `  ${" ".repeat(countText(people).length)} for example ${profile_ids.join(", ")}`,
    ]),
    "",
  ];
};

const numbersText = ({ one, other, both, only_one, only_other }: NumbersResult): string => {
  const width = Math.max(one.name.length, other.name.length);
  const shared = `${countText(one.counted_of_both)} ${one.unit} and ${countText(other.counted_of_both)} ${other.unit}`;
  const example = [...only_one.reasons, ...only_other.reasons]
    .flatMap(({ profile_ids }) => profile_ids)
    .at(0);
  return [
    `${one.name.padEnd(width)}  ${sideText(one)}`,
    `${other.name.padEnd(width)}  ${sideText(other)}`,
    "",
    `In both: ${plural(both, "person", "people")}, with ${shared}.`,
    "",
    ...onlyLines(one, other, only_one),
    ...onlyLines(other, one, only_other),
    ...(example === undefined ? [] : [`\`polku timeline ${example}\` shows what one of them did.`]),
  ]
    .map((line) => `${line}\n`)
    .join("");
};

const runNumbers = async (
  [one, other]: readonly [string, string],
  flags: ReconcileFlags,
  context: CommandContext,
): Promise<void> => {
  const { loadConfig } = await import("../../config.ts");
  const { reconcileNumbers } = await import("../../analysis/reconcile/two-numbers.ts");
  const { snapshot } = flags;
  const result = await reconcileNumbers(await loadConfig(flags.config), { one, other, snapshot });
  if (flags.json === true) return printJson(context, result);
  return context.terminal.output.write(numbersText(result));
};

const runChecks = async (flags: ReconcileFlags, context: CommandContext): Promise<void> => {
  const { loadConfig } = await import("../../config.ts");
  const { reconcile } = await import("../../analysis/reconcile.ts");
  const result = await reconcile(await loadConfig(flags.config), { snapshot: flags.snapshot });
  if (result.checks.some(({ equal }) => !equal)) context.exitWith(exitOfDifference);
  if (flags.json === true) return printJson(context, result);
  return context.terminal.output.write(judgement(result, context.terminal.output.columns));
};

const run = (
  one: string | undefined,
  other: string | undefined,
  flags: ReconcileFlags,
  context: CommandContext,
): Promise<void> => {
  if (one === undefined) return runChecks(flags, context);
  if (other !== undefined) return runNumbers([one, other], flags, context);
  throw new PolkuError("usage", {
    problem: "Two numbers are reconciled, such as `polku reconcile funnel:checkout/2 touchpoints:web`.",
  });
};

export const addReconcile = (program: Command, context: CommandContext): void => {
  withGeneralOptions(
    program
      .command("reconcile")
      .argument("[one]", "a number whose people can be named: funnel:checkout/2/dropped, touchpoints:web, …")
      .argument("[other]", "another, to tell who is in one alone and why"),
  )
    .description("prove that numbers agree; or say who makes the difference between two, and why")
    .option("--snapshot <id>", "another snapshot than the current one")
    .action((one: string | undefined, other: string | undefined, flags: ReconcileFlags) =>
      run(one, other, flags, context),
    );
};
