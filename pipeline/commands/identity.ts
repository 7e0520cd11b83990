// polku identity evaluate: how right the stitching is, pair by pair, against a truth of the user's.
import type { Command } from "commander";
import type { EvaluateResult } from "../../models/results.ts";
import { countText, plural, shareText } from "./terminal/figures.ts";
import {
  type CommandContext,
  type GeneralOptions,
  printJson,
  withGeneralOptions,
} from "./command-context.ts";
import { addApply } from "./identity/apply.ts";
import { addList } from "./identity/list.ts";
import { addPairs } from "./identity/pairs.ts";
import { addUndo } from "./identity/undo.ts";
import { addValues } from "./identity/values.ts";
import { addWhatIf } from "./identity/what-if.ts";

interface EvaluateFlags extends GeneralOptions {
  readonly truth: string;
}

const shownExamples = 5;

const shareOrNone = (share: number | null): string => (share === null ? "none to judge" : shareText(share));

const mistakes = (title: string, examples: readonly string[]): string[] =>
  examples.length === 0 ? [] : [title, ...examples.slice(0, shownExamples).map((line) => `  ${line}`)];

const judgement = (result: EvaluateResult): string => {
  const judged =
    "events" in result ? plural(result.events, "event") : plural(result.identifiers, "identifier");
  const { true_pairs, predicted_pairs, correct_pairs, precision, recall, f1 } = result;
  return [
    `${judged} of the truth; ${countText(true_pairs)} pairs belong together, ` +
      `${countText(predicted_pairs)} are together, ${countText(correct_pairs)} rightly so.`,
    `precision ${shareOrNone(precision)}, recall ${shareOrNone(recall)}, f1 ${shareOrNone(f1)}`,
    ...mistakes(
      "Profiles of several persons, the worst:",
      result.over_merged.map(({ profile_id, persons }) => `${profile_id}: ${persons.join(", ")}`),
    ),
    ...mistakes(
      "Persons in several profiles, the worst:",
      result.under_merged.map(({ person, profile_ids }) => `${person}: ${profile_ids.join(", ")}`),
    ),
    "",
  ].join("\n");
};

const runEvaluate = async (flags: EvaluateFlags, context: CommandContext): Promise<void> => {
  const { evaluate } = await import("../questions/evaluate.ts");
  const result = await evaluate({ config: flags.config, truth: flags.truth });
  if (flags.json === true) return printJson(context, result);
  await context.terminal.output.write(judgement(result));
};

export const addIdentity = (program: Command, context: CommandContext): void => {
  const identity = program.command("identity").description("who is who, and how right that is");
  withGeneralOptions(identity.command("evaluate"))
    .description("pairwise precision and recall against a truth")
    .requiredOption("--truth <file>", "CSV with columns namespace, value, person or source, event_id, person")
    .action((flags: EvaluateFlags) => runEvaluate(flags, context));
  addWhatIf(identity, context);
  for (const add of [addPairs, addValues, addUndo, addList, addApply]) add(identity, context);
};
