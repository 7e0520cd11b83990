// polku identity suggest: the limits that the data suggest, beside those configured.
import { type Command, Option } from "commander";
import type { SuggestResult } from "../../../models/results/identity.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "../command-context.ts";
import { alignedTable } from "../terminal/aligned-table.ts";

interface SuggestFlags extends GeneralOptions {
  readonly format: "text" | "yaml";
}

type Suggestion = SuggestResult["namespaces"][number];
type Spread = Suggestion["values_per_person"]["seen"];

const figure = (value: number | null): string => (value === null ? "" : String(value));

const spread = (found: Spread): string[] =>
  found === null ? ["", "", "", ""] : [found.p50, found.p99, found.p999, found.most].map(String);

const columns = [
  ...["namespace", "as"].map((name) => ({ name, isNumeric: false })),
  ...["p50", "p99", "p99.9", "most", "configured", "suggested"].map((name) => ({ name, isNumeric: true })),
];

const rows = (
  { namespaces }: SuggestResult,
  side: "values_per_person" | "persons_per_value",
  setting: "limit" | "max_profiles",
): string[][] =>
  namespaces.flatMap((one) => [
    [
      one.namespace,
      "seen",
      ...spread(one[side].seen),
      figure(one[setting].configured),
      figure(one[setting].suggested),
    ],
    ["", "resolved", ...spread(one[side].resolved), "", ""],
  ]);

const text = (result: SuggestResult, width: number | undefined): string =>
  [
    "Values of a namespace that one person has (limit):\n",
    alignedTable(columns, rows(result, "values_per_person", "limit"), width),
    "\nPersons that one value has (max_profiles):\n",
    alignedTable(columns, rows(result, "persons_per_value", "max_profiles"), width),
    `\nsuggested: ${result.rule}\n--format yaml gives it to paste; \`polku identity what-if\` tells what it would change.\n`,
  ].join("");

const runSuggest = async (flags: SuggestFlags, context: CommandContext): Promise<void> => {
  const { suggest, suggestedYaml } = await import("../../questions/suggest.ts");
  const result = await suggest({ config: flags.config });
  const { output } = context.terminal;
  if (flags.json === true) return printJson(context, result);
  await output.write(flags.format === "yaml" ? suggestedYaml(result) : text(result, output.columns));
};

export const addSuggest = (identity: Command, context: CommandContext): void => {
  withGeneralOptions(identity.command("suggest"))
    .description("limits that the data suggest, beside those configured")
    .addOption(
      new Option("--format <format>", "as a table, or as YAML to paste")
        .choices(["text", "yaml"])
        .default("text"),
    )
    .action((flags: SuggestFlags) => runSuggest(flags, context));
};
