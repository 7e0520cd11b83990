// Asks an analysis: reads its definition, opens the snapshot, answers, and says what the answer is of.
import type { AnalysisResult } from "../../models/analyses/analysis-result.ts";
import type { Group } from "../../models/analyses/group.ts";
import type { LoadedConfig } from "../config.ts";
import type { AnalysisKind, Answer } from "./analysis-kind.ts";
import { PolkuError } from "../../models/errors.ts";
import { cellText } from "../pictures/cell-text.ts";
import { tablePicture } from "../pictures/answers/table-picture.ts";
import { writePage } from "../pictures/page/write-page.ts";
import { type DefinitionChoice, readDefinition } from "./definitions/read-definition.ts";
import { explainAnswer } from "./definitions/explain-answer.ts";
import { compareAnswers } from "./compare/compare-answers.ts";
import { isEmpty, readGroup } from "./definitions/read-group.ts";
import { significanceMethod } from "./numbers/significance.ts";
import { restrict } from "./source/restrict.ts";
import { type AnalysisSource, type SourceOptions, withSource } from "./source/open-source.ts";

export interface AskOptions extends DefinitionChoice, SourceOptions {
  /** The people behind the numbers instead of the numbers. */
  readonly people?: boolean | undefined;
  /** Only these people and this time; everything where nothing is said. */
  readonly group?: Group | undefined;
  /** Answers for this group too, and tells both side by side with their difference. */
  readonly versus?: Group | undefined;
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
  {
    result,
    people,
  }: { readonly result: AnalysisResult; readonly people: AnalysisResult["rows"] | undefined },
  file: string,
): Promise<void> => {
  const title = `${kind.name}: ${name}`;
  const pictures = kind.pictures?.(result, people) ?? [];
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
  if (options.html !== undefined) {
    const isDrawn = options.versus === undefined && options.people !== true && kind.drawsPeople?.(definition);
    const people =
      isDrawn === true ? await answered(kind, loaded, definition, { ...options, people: true }) : undefined;
    await writePictures(kind, definition.name, { result, people: people?.rows }, options.html);
  }
  return result;
};

const ofPeople = <Definition>(kind: AnalysisKind<Definition>) => {
  if (kind.people !== undefined) return kind.people.bind(kind);
  throw new PolkuError("usage", { problem: `${kind.name} has no list of people.` });
};

interface GroupAnswer {
  readonly answer: Answer;
  readonly source: AnalysisSource;
}

/** What one group says; opened and closed by itself, for a source is restricted once. */
const answerOf = <Definition>(
  kind: AnalysisKind<Definition>,
  loaded: LoadedConfig,
  { definition, group }: { readonly definition: Definition; readonly group: Group },
  options: AskOptions,
): Promise<GroupAnswer> => {
  const answering = options.people === true ? ofPeople(kind) : kind.answer.bind(kind);
  const identity = group.identity ?? options.identity;
  return withSource(loaded, { ...options, identity, published: kind.published ?? [] }, async (whole) => {
    const source = await restrict({ ...whole, isStrict: options.name === undefined }, group);
    return { source, answer: await answering(source, definition) };
  });
};

const originOf = ({ source }: GroupAnswer) => ({
  data_end: source.snapshot.manifest.data_end,
  snapshot_id: source.snapshot.id,
  identity: source.identity,
});

const shape = ({ columns, rows, totals }: Answer) => ({ columns: [...columns], rows: [...rows], totals });

const answered = async <Definition extends { readonly name: string }>(
  kind: AnalysisKind<Definition>,
  loaded: LoadedConfig,
  definition: Definition,
  options: AskOptions,
): Promise<AnalysisResult> => {
  const group = readGroup(options.group ?? {}, "--group");
  const own = await answerOf(kind, loaded, { definition, group }, options);
  const asked = isEmpty(group) ? {} : { group };
  const explained = ({ rows }: Pick<Answer, "rows">, versus?: Group) => {
    if (options.explain !== true) return {};
    const told = { definition, rows: [...rows] };
    return { explanation: explainAnswer(kind, loaded, told, { ...options, group, versus }) };
  };
  if (options.versus === undefined) {
    return {
      definition: { ...definition },
      ...shape(own.answer),
      ...originOf(own),
      ...asked,
      ...explained(own.answer),
    };
  }
  const comparing = kind.comparing?.(definition);
  if (comparing === undefined || options.people === true) {
    throw new PolkuError("usage", { problem: `${kind.name} cannot be compared in this view.` });
  }
  const versus = readGroup(options.versus, "--versus");
  const other = await answerOf(kind, loaded, { definition, group: versus }, options);
  return {
    definition: { ...definition },
    ...shape(compareAnswers(own.answer, other.answer, comparing)),
    ...originOf(own),
    ...asked,
    versus: { group: versus, ...originOf(other), method: significanceMethod },
    ...explained(own.answer, versus),
  };
};
