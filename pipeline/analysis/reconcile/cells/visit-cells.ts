// Journeys, their visits and their drop-offs, as numbers whose people can be named.
import { dropOffsDefinition } from "../../../../models/analyses/drop-offs-definition.ts";
import { findVisits, type FoundVisits } from "../../drop-offs/found-visits.ts";
import { dropOffKinds, noDropOff } from "../../drop-offs/kinds.ts";
import type { AnalysisSource } from "../../source/open-source.ts";
import { type CellName, knownName, refuseWord } from "./parse-cell.ts";
import { markedNames, Nearness, type PeopleCell } from "./people-cell.ts";

/** How far somebody came, from nothing at all. */
const stages = { outside: 1, wentOn: 2, goal: 3, otherwise: 4 } as const;

/** In the order of their numbers in JourneyCuts, from 1. */
const outcomes = ["converted", "dropped", "open"] as const;

const visitsOf = async (source: AnalysisSource, cell: CellName) => {
  const names = source.loaded.config.journeys.map(({ name }) => name);
  const journey = knownName(cell, "journey", names);
  return { journey, found: await findVisits(source, dropOffsDefinition.parse({ name: journey, journey })) };
};

/** Journeys by their outcome. */
export const journeyCell = async (
  source: AnalysisSource,
  cell: CellName,
  persons: number,
): Promise<PeopleCell> => {
  const { journey, found } = await visitsOf(source, cell);
  const wanted = outcomes.findIndex((outcome) => outcome === cell.rest);
  if (cell.rest !== "" && wanted < 0) throw refuseWord(cell, "no outcome is called", cell.rest, outcomes);
  const { touchpoints, journeys } = found;
  const near = new Nearness(persons);
  let last = -1;
  for (let row = 0; row < touchpoints.rows; row += 1) {
    const own = journeys.journey[row] ?? -1;
    if (own < 0 || own === last) continue;
    last = own;
    const outcome = (journeys.outcome[own] ?? 1) - 1;
    const person = touchpoints.person[row] ?? 0;
    if (wanted < 0 || outcome === wanted) near.count(person);
    else near.raise(person, stages.otherwise, outcome);
  }
  return near.cell(cell.text, "journeys", (stage, marks) =>
    stage === stages.otherwise
      ? `have journeys of ${journey}, but only ${markedNames(outcomes, marks)}`
      : `have no journey of ${journey}`,
  );
};

interface Wanted {
  /** -1: any. */
  readonly label: number;
  /** -1: any. */
  readonly kind: number;
}

/** The last part is a kind where it is called as one; what stands before is a label. */
const wantedOf = (cell: CellName, { labels }: FoundVisits): Wanted => {
  const parts = cell.rest.split("/");
  const named = cell.kind === "drop-offs" ? dropOffKinds.findIndex((kind) => kind === parts.at(-1)) : -1;
  const text = (named < 0 ? parts : parts.slice(0, -1)).join("/");
  const label = labels.indexOf(text);
  const known = cell.kind === "drop-offs" ? [...labels, ...dropOffKinds] : labels;
  if (text === "" || label >= 0) return { label, kind: named };
  // A label before a misspelt kind is right: then the kind is what is unknown.
  if (labels.includes(parts.slice(0, -1).join("/")) && cell.kind === "drop-offs")
    throw refuseWord(cell, "no kind of drop-off is called", parts.at(-1) ?? "", dropOffKinds);
  throw refuseWord(cell, "no step is called", text, known);
};

const holds = ({ visits, code }: FoundVisits, visit: number, label: number): boolean => {
  if (label < 0) return true;
  for (let row = visits.first[visit] ?? 0; row <= (visits.last[visit] ?? 0); row += 1)
    if (code[row] === label) return true;
  return false;
};

const raiseOutside = (near: Nearness, { touchpoints, code }: FoundVisits, label: number): void => {
  for (let row = 0; row < touchpoints.rows; row += 1)
    if (code[row] === label) near.raise(touchpoints.person[row] ?? 0, stages.outside);
};

/** Visits that hold a step, whatever became of them. */
export const visitCell = async (
  source: AnalysisSource,
  cell: CellName,
  persons: number,
): Promise<PeopleCell> => {
  const { journey, found } = await visitsOf(source, cell);
  const { label } = wantedOf(cell, found);
  const near = new Nearness(persons);
  raiseOutside(near, found, label);
  for (let visit = 0; visit < found.visits.visits; visit += 1) {
    const person = found.touchpoints.person[found.visits.first[visit] ?? 0] ?? 0;
    if (holds(found, visit, label)) near.count(person);
  }
  return near.cell(cell.text, "visits", reasonOf(journey, found, label));
};

const reasonOf =
  (journey: string, { labels }: FoundVisits, label: number) =>
  (stage: number, marks: number): string => {
    const step = labels[label];
    if (stage === stages.otherwise) {
      const where = step === undefined ? "" : ` at ${step}`;
      return `dropped off${where}, but only as ${markedNames(dropOffKinds, marks)}`;
    }
    if (step === undefined)
      return stage === stages.goal
        ? `reached the goal of ${journey} in every visit`
        : `have no journey of ${journey}`;
    if (stage === stages.goal) return `did ${step} last in visits that hold the goal`;
    if (stage === stages.wentOn) return `did ${step} and went on in the same visit`;
    return stage === stages.outside ? `did ${step}, but in no journey of ${journey}` : `never did ${step}`;
  };

/** Visits that ended without the goal, by the step at which they ended and by kind. */
export const dropOffCell = async (
  source: AnalysisSource,
  cell: CellName,
  persons: number,
): Promise<PeopleCell> => {
  const { journey, found } = await visitsOf(source, cell);
  const { label, kind: wanted } = wantedOf(cell, found);
  const { touchpoints, visits, kind, code } = found;
  const near = new Nearness(persons);
  raiseOutside(near, found, label);
  for (let visit = 0; visit < visits.visits; visit += 1) {
    const person = touchpoints.person[visits.first[visit] ?? 0] ?? 0;
    if (label >= 0 && code[visits.last[visit] ?? 0] !== label) {
      if (holds(found, visit, label)) near.raise(person, stages.wentOn);
    } else if (kind[visit] === noDropOff) near.raise(person, stages.goal);
    else if (wanted < 0 || kind[visit] === wanted) near.count(person);
    else near.raise(person, stages.otherwise, kind[visit]);
  }
  return near.cell(cell.text, "visits", reasonOf(journey, found, label));
};
