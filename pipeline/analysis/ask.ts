// Asks an analysis: reads its definition, opens the snapshot, answers, and says what the answer is of.
import type { AnalysisResult } from "../../models/analyses/analysis-result.ts";
import type { LoadedConfig } from "../config.ts";
import type { AnalysisKind } from "./analysis-kind.ts";
import { PolkuError } from "../../models/errors.ts";
import { type DefinitionChoice, readDefinition } from "./read-definition.ts";
import { type SourceOptions, withSource } from "./source/open-source.ts";

export interface AskOptions extends DefinitionChoice, SourceOptions {
  /** The people behind the numbers instead of the numbers. */
  readonly people?: boolean | undefined;
  /** Whether to say how the numbers came about. */
  readonly explain?: boolean | undefined;
}

/** Answers out of one snapshot; needs no lock. Throws usage, definition_invalid, snapshot_missing or snapshot_damaged. */
export const ask = async <Definition extends { readonly name: string }>(
  kind: AnalysisKind<Definition>,
  loaded: LoadedConfig,
  options: AskOptions,
): Promise<AnalysisResult> => {
  const definition = await readDefinition(kind, loaded, options);
  return withSource(loaded, options, async (source) => {
    if (options.people === true && kind.people === undefined) {
      throw new PolkuError("usage", { problem: `${kind.name} has no list of people.` });
    }
    const answer =
      options.people === true && kind.people !== undefined
        ? await kind.people(source, definition)
        : await kind.answer(source, definition);
    return {
      definition: { ...definition },
      columns: [...answer.columns],
      rows: [...answer.rows],
      totals: answer.totals,
      data_end: source.snapshot.manifest.data_end,
      snapshot_id: source.snapshot.id,
      identity: source.identity,
      ...(options.explain === true ? { explanation: kind.explain(definition) } : {}),
    };
  });
};
