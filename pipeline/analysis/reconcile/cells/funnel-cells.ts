// Steps of a funnel, as numbers whose people can be named: who got there, and how far the others came.
import { type FunnelDefinition, funnelWindowSeconds } from "../../../../models/analyses/funnel-definition.ts";
import { durationText } from "../../../pictures/cell-text.ts";
import { fitsStep, reachableSteps } from "../../funnels/engine/plan.ts";
import { type FoundAttempts, funnelAttempts } from "../../funnels/funnel-attempts.ts";
import { funnelPlan, funnelStepLabels } from "../../funnels/funnel-plan.ts";
import type { AnalysisSource } from "../../source/open-source.ts";
import { type CellName, knownName, refuseWord } from "./parse-cell.ts";
import { markedNames, Nearness, type PeopleCell } from "./people-cell.ts";

const fates = ["converted", "dropped", "open"] as const;
type Fate = (typeof fates)[number];

interface Wanted {
  /** From 1; undefined where any step is meant: of `dropped` and `open`. */
  readonly step: number | undefined;
  readonly fate: Fate | undefined;
}

const wantedOf = (cell: CellName, { steps }: FunnelDefinition): Wanted => {
  if (cell.rest === "") return { step: 1, fate: undefined };
  const [first = "", second] = cell.rest.split("/");
  const numbers = steps.map((_, step) => String(step + 1));
  const isStep = numbers.includes(first);
  const word = isStep ? second : first;
  const fate = fates.find((known) => known === word);
  if (word !== undefined && fate === undefined)
    throw refuseWord(cell, "no step or fate is called", word, [...(isStep ? [] : numbers), ...fates]);
  // Who has converted took the last step.
  if (fate === "converted" && !isStep) return { step: steps.length, fate: undefined };
  return { step: isStep ? Number(first) : undefined, fate };
};

/** What happened to the step behind the last that was taken; the later in this list, the nearer. */
const misses = ["never", "notYet", "before", "after", "refused"] as const;
type Miss = (typeof misses)[number];

const stages = { noAttempt: 1, stopped: 2, leftOut: 1000, otherwise: 1001 } as const;

interface Attempt {
  readonly unit: number;
  readonly level: number;
  readonly isOpen: boolean;
  /** The first and the last row that was taken. */
  readonly first: number;
  readonly last: number;
}

const attemptAt = ({ attempts }: FoundAttempts, place: number): Attempt => {
  const [begin, end] = [attempts.offset[place] ?? 0, attempts.offset[place + 1] ?? 0];
  let last = end - 1;
  while (last > begin && attempts.rows[last] === -1) last -= 1;
  return {
    unit: attempts.unit[place] ?? 0,
    level: attempts.level[place] ?? 0,
    isOpen: attempts.isOpen[place] === 1,
    first: attempts.rows[begin] ?? 0,
    last: attempts.rows[last] ?? 0,
  };
};

/** Why an attempt that stopped did not take the next step, by what its unit did. */
const missOf = (
  { plan, touchpoints: { rows } }: FoundAttempts,
  { unit, isOpen, first, last }: Attempt,
  next: readonly number[],
): Miss => {
  if (plan.order === "unordered") return isOpen ? "notYet" : "never";
  const from = plan.windowFrom === "entry" ? first : last;
  const limit = (rows.time[from] ?? 0) + plan.windowMicros;
  let found = -1;
  for (let row = rows.unitStarts[unit] ?? 0; row < (rows.unitStarts[unit + 1] ?? 0); row += 1) {
    if (!next.some((step) => fitsStep(rows, row, step))) continue;
    const isLate = (rows.time[row] ?? 0) > limit;
    found = Math.max(found, misses.indexOf(row <= last ? "before" : isLate ? "after" : "refused"));
  }
  if (isOpen && found <= misses.indexOf("before")) return "notYet";
  return misses[found] ?? "never";
};

const hasWanted = ({ plan }: FoundAttempts, { level, isOpen }: Attempt, { step, fate }: Wanted): boolean => {
  if (fate === "converted") return level === plan.steps;
  const isThere = fate === undefined || step === undefined || level === step;
  return isThere && (fate === undefined || (level < plan.steps && isOpen === (fate === "open")));
};

const fateOf = ({ plan }: FoundAttempts, { level, isOpen }: Attempt, step: number | undefined): number => {
  if (level === plan.steps) return 0;
  if (step !== undefined && level > step) return 3;
  return isOpen ? 2 : 1;
};

/** What became of people at a step, in the order of their marks. */
const became = ["converted", "dropped", "stopped, still open", "went on to a later step"] as const;

const placeAttempts = (near: Nearness, found: FoundAttempts, wanted: Wanted): void => {
  const { attempts, plan, touchpoints } = found;
  const reachable = reachableSteps(plan);
  const step = wanted.step ?? 1;
  for (let place = 0; place < attempts.count; place += 1) {
    const attempt = attemptAt(found, place);
    const person = touchpoints.person[touchpoints.rows.unitStarts[attempt.unit] ?? 0] ?? 0;
    if (attempt.level < step) {
      const miss = missOf(found, attempt, reachable[attempt.level - 1] ?? []);
      near.raise(person, stages.stopped + (attempt.level - 1) * misses.length + misses.indexOf(miss));
    } else if (attempts.rows[(attempts.offset[place] ?? 0) + step - 1] === -1)
      near.raise(person, stages.leftOut);
    else if (hasWanted(found, attempt, wanted)) near.count(person);
    else near.raise(person, stages.otherwise, fateOf(found, attempt, wanted.step));
  }
};

/** People who did the first step, though nothing that counts came of it. */
const raiseBeginners = (near: Nearness, { touchpoints }: FoundAttempts): void => {
  const { rows, person } = touchpoints;
  for (let row = 0; row < person.length; row += 1)
    if (fitsStep(rows, row, 0)) near.raise(person[row] ?? 0, stages.noAttempt);
};

/** Every step that may follow, by number and label. */
const nextSteps = (definition: FunnelDefinition, level: number): string => {
  const labels = funnelStepLabels(definition);
  const next = reachableSteps(funnelPlan(definition))[level - 1] ?? [];
  return next.map((step) => `step ${String(step + 1)} (${labels[step] ?? ""})`).join(" or ");
};

const stoppedReason = (definition: FunnelDefinition, stage: number): string => {
  const level = Math.floor((stage - stages.stopped) / misses.length) + 1;
  const miss = misses[(stage - stages.stopped) % misses.length] ?? "never";
  const labels = funnelStepLabels(definition);
  if (definition.order === "unordered") {
    const rest = miss === "notYet" ? " so far" : "";
    return `did only ${String(level)} of ${String(labels.length)} steps in time${rest}`;
  }
  const at = `stopped at step ${String(level)} (${labels[level - 1] ?? ""})`;
  const next = nextSteps(definition, level);
  const window = durationText(funnelWindowSeconds(definition));
  const since = definition.window_from === "entry" ? "step 1" : `step ${String(level)}`;
  const where = definition.count === "sessions" ? " in that session" : "";
  return {
    never: `${at} and never did ${next}${where}`,
    notYet: `${at} and have not done ${next} yet, with the window still open`,
    before: `${at} and did ${next} only before or with it`,
    after: `${at} and did ${next} too late: more than ${window} after ${since}`,
    refused: `${at}; what they did of ${next} in time is not counted by the order, ties or exclusions of the funnel`,
  }[miss];
};

const reasonOf =
  (definition: FunnelDefinition, { step = 1 }: Wanted) =>
  (stage: number, marks: number): string => {
    const labels = funnelStepLabels(definition);
    const there =
      step === 1 ? "entered the funnel" : `reached step ${String(step)} (${labels[step - 1] ?? ""})`;
    if (stage === stages.otherwise) return `${there}, but: ${markedNames(became, marks)}`;
    if (stage === stages.leftOut) return `went past the optional step ${String(step)} without it`;
    if (stage >= stages.stopped) return stoppedReason(definition, stage);
    return stage === stages.noAttempt
      ? `did step 1 (${labels[0] ?? ""}), but no attempt counts: an exclusion or the order took it away`
      : `never did step 1 (${labels[0] ?? ""})`;
  };

/** Throws usage for what the funnel does not have. */
export const funnelCell = async (
  source: AnalysisSource,
  cell: CellName,
  persons: number,
): Promise<PeopleCell> => {
  const { funnels } = source.loaded.config;
  const name = knownName(
    cell,
    "funnel",
    funnels.map((funnel) => funnel.name),
  );
  const definition = funnels.find((funnel) => funnel.name === name);
  if (definition === undefined) throw refuseWord(cell, "there is no funnel", name, []);
  const wanted = wantedOf(cell, definition);
  const found = await funnelAttempts(source, definition, true);
  const near = new Nearness(persons);
  raiseBeginners(near, found);
  placeAttempts(near, found, wanted);
  const unit = definition.count === "sessions" ? "sessions" : "attempts";
  return near.cell(cell.text, unit, reasonOf(definition, wanted));
};
