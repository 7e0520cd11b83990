// polku identity evaluate: how right the stitching is, against a truth of the user's.
import type { Command } from "commander";
import type { EvaluateResult } from "../../../models/results/identity.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "../command-context.ts";
import { countText, plural, shareText } from "../terminal/figures.ts";

interface EvaluateFlags extends GeneralOptions {
  readonly truth: string;
}

const shownExamples = 5;

const shareOrNone = (share: number | null): string => (share === null ? "none to judge" : shareText(share));

const measures = (
  title: string,
  { precision, recall, f1 }: Pick<EvaluateResult, "precision" | "recall" | "f1">,
): string =>
  `${title}precision ${shareOrNone(precision)}, recall ${shareOrNone(recall)}, f1 ${shareOrNone(f1)}`;

const mistakes = (title: string, count: number, examples: readonly string[]): string[] =>
  count === 0
    ? []
    : [
        `${title}: ${countText(count)}, the worst:`,
        ...examples.slice(0, shownExamples).map((line) => `  ${line}`),
      ];

const judgedUnits = (result: EvaluateResult): string =>
  "events" in result ? plural(result.events, "event") : plural(result.identifiers, "identifier");

/** A misspelt namespace would pass for a person whom nobody was mixed up with. */
const strangers = (result: EvaluateResult): string[] =>
  result.without_profile === 0
    ? []
    : [
        `${countText(result.without_profile)} of what the truth names ${result.without_profile === 1 ? "is" : "are"} in no ` +
          `profile, each alone: no event carries it under this name, or it is shared or refused.`,
      ];

type Groups = Extract<EvaluateResult, { persons: number }>;
type Pairs = Extract<EvaluateResult, { pairs: number }>;

const groupLines = (result: Groups): string[] => [
  `${judgedUnits(result)} of ${plural(result.persons, "person")} in the truth, in ${plural(result.clusters, "profile")}.`,
  ...strangers(result),
  `${countText(result.true_pairs)} pairs belong together, ${countText(result.predicted_pairs)} are together, ` +
    `${countText(result.correct_pairs)} rightly so.`,
  measures("pairs:   ", result),
  measures("B-cubed: ", result.b_cubed),
  ...mistakes(
    "Profiles of several persons",
    result.over_merged_profiles,
    result.over_merged.map(({ profile_id, persons }) => `${profile_id}: ${persons.join(", ")}`),
  ),
  ...mistakes(
    "Persons in several profiles",
    result.under_merged_persons,
    result.under_merged.map(({ person, profile_ids }) => `${person}: ${profile_ids.join(", ")}`),
  ),
];

const pairLines = (result: Pairs): string[] => [
  `${plural(result.pairs, "pair")} of ${judgedUnits(result)} in the truth; ${countText(result.true_pairs)} belong together, ` +
    `${countText(result.predicted_pairs)} are together, ${countText(result.correct_pairs)} rightly so.`,
  ...strangers(result),
  measures("", result),
  ...mistakes(
    "Together and not the same",
    result.wrong_merges,
    result.over_merged.map(({ profile_id, from, to }) => `${from}, ${to}: ${profile_id}`),
  ),
  ...mistakes(
    "The same and not together",
    result.missed_merges,
    result.under_merged.map(({ from, to, profile_ids }) => `${from}, ${to}: ${profile_ids.join(", ")}`),
  ),
];

const runEvaluate = async (flags: EvaluateFlags, context: CommandContext): Promise<void> => {
  const { evaluate } = await import("../../questions/evaluate.ts");
  const result = await evaluate({ config: flags.config, truth: flags.truth });
  if (flags.json === true) return printJson(context, result);
  const lines = "pairs" in result ? pairLines(result) : groupLines(result);
  await context.terminal.output.write(`${lines.join("\n")}\n`);
};

export const addEvaluate = (identity: Command, context: CommandContext): void => {
  withGeneralOptions(identity.command("evaluate"))
    .description("precision and recall against a truth: pairs and B-cubed")
    .requiredOption(
      "--truth <file>",
      "CSV: namespace, value, person or source, event_id, person; of pairs: namespace_a, value_a, namespace_b, " +
        "value_b, is_same or source_a, event_id_a, source_b, event_id_b, is_same",
    )
    .action((flags: EvaluateFlags) => runEvaluate(flags, context));
};
