// Paths that hold a step, end in some way or lead from one step to another, as numbers whose people can be named.
import { type PathsDefinition, pathsDefinition } from "../../../../models/analyses/paths-definition.ts";
import { pathSteps, type PathSteps } from "../../paths/path-steps.ts";
import { specialLabels } from "../../paths/edges/count-edges.ts";
import { foldStep, leadsTo } from "../../paths/shown-paths.ts";
import { pathsKind } from "../../paths.ts";
import { codeOfEach, labelCodes } from "../../source/label-codes.ts";
import type { AnalysisSource } from "../../source/open-source.ts";
import { type CellName, knownName, refuseWord } from "./parse-cell.ts";
import { markedNames, Nearness, type PeopleCell } from "./people-cell.ts";

const stages = { did: 1, hasPath: 2, hasSide: 3 } as const;

const arrow = " > ";
const without = (name: string): string => `have no path of ${name}`;
const more = specialLabels.indexOf("…");

/** The path's steps as codes, with where it comes from and where it leads: special labels stand behind the others. */
const tokensOf = ({ labels, runs, shown }: PathSteps, path: number): number[] => {
  const special = labels.length;
  const steps = shown.step.subarray(shown.begin[path] ?? 0, shown.begin[path + 1] ?? 0);
  const leads = shown.leadsTo[path];
  const ending = leads === leadsTo.end ? 0 : (runs.ending[shown.run[path] ?? 0] ?? 0);
  return [
    special + (shown.isCutBefore[path] === 1 ? more : 0),
    ...Array.from(steps, (step) => (step === foldStep ? special + more : (runs.code[step] ?? 0))),
    special + (leads === leadsTo.more ? more : 1 + ending),
  ];
};

/** `(converted)` and `converted` are the same, unless a step is called so. */
const codeOf = (cell: CellName, known: readonly string[], text: string): number => {
  const code = known.indexOf(text);
  if (code >= 0) return code;
  const special = known.indexOf(`(${text})`);
  if (special >= 0) return special;
  throw refuseWord(cell, "no step is called", text, known);
};

/** By a mark for the left side and one for the right. */
const edgeReason = (name: string, [from, to]: readonly [string, string], marks: number): string => {
  if (marks === 1) return `have paths of ${name} with ${from}, but none with ${to}`;
  if (marks === 2) return `have paths of ${name} with ${to}, but none with ${from}`;
  return `have ${from} and ${to} in paths of ${name}, but never one right after the other`;
};

type Reached = Pick<PeopleCell, "reasonOf"> & { readonly unit: string };

interface Asked {
  readonly near: Nearness;
  readonly steps: PathSteps;
  readonly name: string;
  /** Labels, then special labels. */
  readonly known: readonly string[];
}

const personOf = ({ runs, shown }: PathSteps, path: number): number => runs.person[shown.run[path] ?? 0] ?? 0;

/** Paths that lead to this ending; all where none is wanted. */
const countEnding = ({ near, steps, name }: Asked, wanted: number): Reached => {
  for (let path = 0; path < steps.shown.paths; path += 1) {
    const tokens = tokensOf(steps, path);
    if (wanted < 0 || tokens.includes(wanted)) near.count(personOf(steps, path));
    else near.raise(personOf(steps, path), stages.hasPath, (tokens.at(-1) ?? 0) - steps.labels.length);
  }
  return {
    unit: "paths",
    reasonOf: (stage, marks) =>
      stage === stages.hasPath
        ? `have paths of ${name}, which lead to ${markedNames(specialLabels, marks)}`
        : without(name),
  };
};

const countStep = ({ near, steps, name, known }: Asked, wanted: number, codes: Int32Array): Reached => {
  const { touchpoints, shown } = steps;
  for (let path = 0; path < shown.paths; path += 1)
    if (tokensOf(steps, path).includes(wanted)) near.count(personOf(steps, path));
  for (let row = 0; row < touchpoints.rows; row += 1)
    if (codes[row] === wanted) near.raise(touchpoints.person[row] ?? 0, stages.did);
  const step = known[wanted] ?? "";
  return {
    unit: "paths",
    reasonOf: (stage) =>
      stage === stages.did
        ? `did ${step}, but not where paths of ${name} show it (left out, in no path, or beyond the steps shown)`
        : `never did ${step}`,
  };
};

const countEdge = ({ near, steps, name, known }: Asked, [from, to]: readonly [number, number]): Reached => {
  for (let path = 0; path < steps.shown.paths; path += 1) {
    const person = personOf(steps, path);
    const tokens = tokensOf(steps, path);
    tokens.forEach((token, place) => {
      if (place > 0 && token === to && tokens[place - 1] === from) near.count(person);
    });
    near.raise(person, stages.hasPath);
    if (tokens.includes(from)) near.raise(person, stages.hasSide, 0);
    if (tokens.includes(to)) near.raise(person, stages.hasSide, 1);
  }
  const words = [known[from] ?? "", known[to] ?? ""] as const;
  return {
    unit: "transitions",
    reasonOf: (stage, marks) => {
      if (stage === stages.hasSide) return edgeReason(name, words, marks);
      return stage === stages.hasPath
        ? `have paths of ${name}, but none with ${words.join(" or ")}`
        : without(name);
    },
  };
};

const reach = async (asked: Asked, source: AnalysisSource, cell: CellName, definition: PathsDefinition) => {
  const { steps, known } = asked;
  const [left = "", ...right] = cell.rest.split(arrow);
  const from = left === "" ? -1 : codeOf(cell, known, left);
  if (right.length > 0) return countEdge(asked, [from, codeOf(cell, known, right.join(arrow))]);
  if (from < 0 || from >= steps.labels.length) return countEnding(asked, from);
  const codes = codeOfEach(steps.touchpoints, await labelCodes(source.session, definition));
  return countStep(asked, from, codes);
};

/** Throws usage for what no path is called. */
export const pathCell = async (
  source: AnalysisSource,
  cell: CellName,
  persons: number,
): Promise<PeopleCell> => {
  const named = pathsKind.named(source.loaded.config);
  const name = knownName(cell, "definition of paths", [...new Set(named.map((one) => one.name))]);
  const definition = named.find((one) => one.name === name) ?? pathsDefinition.parse({ name });
  const steps = await pathSteps(source, definition);
  const near = new Nearness(persons);
  const known = [...steps.labels, ...specialLabels.slice(0, -1)];
  const { unit, reasonOf } = await reach({ near, steps, name, known }, source, cell, definition);
  return near.cell(cell.text, unit, reasonOf);
};
