// Asks an analysis: reads its definition, opens the snapshot, answers, and says what the answer is of.
import type { AnalysisResult } from "../../models/analyses/analysis-result.ts";
import type { LoadedConfig } from "../config.ts";
import type { AnalysisKind } from "./analysis-kind.ts";
import { PolkuError } from "../../models/errors.ts";
import { cellText } from "../pictures/cell-text.ts";
import { tablePicture } from "../pictures/table-picture.ts";
import { writePage } from "../pictures/write-page.ts";
import { type DefinitionChoice, readDefinition } from "./read-definition.ts";
import { type SourceOptions, withSource } from "./source/open-source.ts";

export interface AskOptions extends DefinitionChoice, SourceOptions {
  /** The people behind the numbers instead of the numbers. */
  readonly people?: boolean | undefined;
  /** Whether to say how the numbers came about. */
  readonly explain?: boolean | undefined;
  /** A file for the answer as a page of pictures that needs nothing beside it. */
  readonly html?: string | undefined;
}

/** What the page says about the answer's origin. */
const factsOf = (result: AnalysisResult): (readonly [string, string])[] => [
  ["data until", result.data_end ?? "no event yet"],
  ["snapshot", result.snapshot_id],
  ["identity", result.identity],
  ...Object.entries(result.totals).map(([name, total]): readonly [string, string] => [
    name.replaceAll("_", " "),
    typeof total === "number" ? cellText(total, "number") : String(total ?? ""),
  ]),
];

const writePictures = async <Definition extends { readonly name: string }>(
  kind: AnalysisKind<Definition>,
  name: string,
  result: AnalysisResult,
  file: string,
): Promise<void> => {
  const title = `${kind.name}: ${name}`;
  const pictures = kind.pictures?.(result) ?? [];
  await writePage(file, {
    title,
    facts: factsOf(result),
    pictures: pictures.length > 0 ? pictures : [tablePicture(result, title)],
  });
};

/** Answers out of one snapshot; needs no lock. Throws usage, definition_invalid, snapshot_missing or snapshot_damaged. */
export const ask = async <Definition extends { readonly name: string }>(
  kind: AnalysisKind<Definition>,
  loaded: LoadedConfig,
  options: AskOptions,
): Promise<AnalysisResult> => {
  const definition = await readDefinition(kind, loaded, options);
  const result = await answered(kind, loaded, definition, options);
  if (options.html !== undefined) await writePictures(kind, definition.name, result, options.html);
  return result;
};

const answered = <Definition extends { readonly name: string }>(
  kind: AnalysisKind<Definition>,
  loaded: LoadedConfig,
  definition: Definition,
  options: AskOptions,
): Promise<AnalysisResult> =>
  withSource(loaded, options, async (source) => {
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
