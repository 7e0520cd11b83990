// polku identity what-if: what another setting would make of profiles, journeys and every table, before it is written.
import type { Command } from "commander";
import { dropOffKinds, type WhatIfResult } from "../../../models/results.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "../command-context.ts";
import { alignedTable } from "../terminal/aligned-table.ts";
import { countText, plural } from "../terminal/figures.ts";

interface WhatIfFlags extends GeneralOptions {
  readonly set?: readonly string[];
  readonly statements?: string;
}

const shownPoints = 10;

type Line = readonly [name: string, before: number, after: number];

const difference = (before: number, after: number): string => {
  const change = after - before;
  if (change === 0) return "";
  const share = before === 0 ? "" : ` (${((Math.abs(change) / before) * 100).toFixed(1)} %)`;
  return `${change > 0 ? "+" : "−"}${countText(Math.abs(change))}${share}`;
};

const figures = (title: string, lines: readonly Line[], width: number | undefined): string => {
  if (lines.length === 0) return "";
  const columns = [title, "before", "after", "difference"];
  const rows = lines.map(([name, before, after]) => [
    name,
    countText(before),
    countText(after),
    difference(before, after),
  ]);
  return `\n${alignedTable(
    columns.map((name, place) => ({ name, isNumeric: place === 1 || place === 2 })),
    rows,
    width,
  )}`;
};

const profileText = ({ merged, split, moved }: WhatIfResult["profiles"]): string => {
  if (merged + split + moved === 0) return "Every identifier would stay where it is.\n";
  return (
    `${plural(merged, "profile")} would be part of one with others, ${plural(split, "profile")} would be split, ` +
    `and ${plural(moved, "identifier")} would not stay with the rest of their profile.\n`
  );
};

const partsOf = (
  { identifiers }: WhatIfResult["profiles"]["examples"][number],
  side: "profile_before" | "profile_after",
): string[] => {
  const holders = [...new Set(identifiers.map((entry) => entry[side]))];
  return holders.map((holder) => {
    const held = identifiers.filter((entry) => entry[side] === holder).map(({ identifier }) => identifier);
    return `  ${holder ?? "nobody alone"}: ${held.join(", ")}`;
  });
};

const exampleText = (example: WhatIfResult["profiles"]["examples"][number]): string => {
  const isMerge = example.kind === "merged";
  const [one = ""] = isMerge ? example.profiles_after : example.profiles_before;
  return [
    isMerge ? `\nWould be one, ${one}:` : `\nWould be taken apart, ${one}:`,
    ...partsOf(example, isMerge ? "profile_before" : "profile_after"),
    "",
  ].join("\n");
};

const changedTables = ({ tables }: WhatIfResult, width: number | undefined): string => {
  const changed = tables.filter((one) => one.rows_added + one.rows_removed + one.rows_changed > 0);
  if (changed.length === 0) return "\nNo row of any table would change.\n";
  return `\n${alignedTable(
    ["table", "rows added", "removed", "changed"].map((name, place) => ({ name, isNumeric: place > 0 })),
    changed.map((one) => [
      one.table,
      countText(one.rows_added),
      countText(one.rows_removed),
      countText(one.rows_changed),
    ]),
    width,
  )}`;
};

const journeyLines = ({ journeys }: WhatIfResult): Line[] =>
  journeys.by_name.flatMap((one): Line[] => [
    [one.journey_name, one.journeys_before, one.journeys_after],
    [`${one.journey_name}, converted`, one.converted_before, one.converted_after],
    [`${one.journey_name}, dropped`, one.dropped_before, one.dropped_after],
    [`${one.journey_name}, open`, one.open_before, one.open_after],
  ]);

/** A line for a point, and one for each kind of drop-off of it that would be another number. */
const pointLines = (point: WhatIfResult["drop_offs"][number]): Line[] => {
  const name = `${point.journey_name}: ${point.step_label}`;
  const kinds = dropOffKinds.map((kind): Line => [
    `  ${kind}`,
    point[`${kind}_before`],
    point[`${kind}_after`],
  ]);
  return [
    [name, point.drop_offs_before, point.drop_offs_after],
    ...kinds.filter(([, before, after]) => before !== after),
  ];
};

const whatIfText = (result: WhatIfResult, width: number | undefined): string => {
  const { profiles, funnels, drop_offs: points, data_end: end } = result;
  return [
    `With ${result.changes.join(", ")}, of the data until ${end ?? "now"}. Nothing was changed.\n\n`,
    profileText(profiles),
    figures(
      "profiles",
      [
        ["all", profiles.before, profiles.after],
        ["known", profiles.known_before, profiles.known_after],
      ],
      width,
    ),
    figures("journeys", journeyLines(result), width),
    figures(
      "profiles that reach a step",
      funnels.map((step) => [
        `${step.funnel_name} ${String(step.step_number)}: ${step.step_label}`,
        step.profiles_before,
        step.profiles_after,
      ]),
      width,
    ),
    figures("drop-offs", points.slice(0, shownPoints).flatMap(pointLines), width),
    points.length > shownPoints
      ? `… and ${plural(points.length - shownPoints, "more point")}: --json gives all.\n`
      : "",
    changedTables(result, width),
    ...profiles.examples.map(exampleText),
  ].join("");
};

const runWhatIf = async (flags: WhatIfFlags, context: CommandContext): Promise<void> => {
  const { whatIf } = await import("../../questions/what-if.ts");
  const { Progress } = await import("../terminal/progress.ts");
  const { terminal } = context;
  const progress = new Progress(terminal.messages);
  context.onLeave(() => progress.stop());
  const result = await whatIf({
    config: flags.config,
    reporter: progress,
    leaving: (clean) => context.onLeave(clean),
    ...(flags.set === undefined ? {} : { set: flags.set }),
    ...(flags.statements === undefined ? {} : { statements: flags.statements }),
  });
  if (flags.json === true) await printJson(context, result);
  else await terminal.output.write(whatIfText(result, terminal.output.columns));
  for (const warning of result.warnings) terminal.messages.write(`warning: ${warning}\n`);
};

const gathered = (value: string, before: readonly string[] = []): string[] => [...before, value];

export const addWhatIf = (identity: Command, context: CommandContext): void => {
  withGeneralOptions(identity.command("what-if"))
    .description("what another setting or statement would change, with nothing changed")
    .option("--set <key=value>", "a setting as it would be; several may be given", gathered)
    .option(
      "--statements <file>",
      "statements as they would be applied: what `polku identity list` prints, or YAML",
    )
    .action((flags: WhatIfFlags) => runWhatIf(flags, context));
};
