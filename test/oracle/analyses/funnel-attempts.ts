// Attempts at a funnel by brute force: every choice of rows is tried. The slow twin of the pass over typed columns.
import type { FunnelPlan } from "../../../pipeline/analysis/funnels/engine/plan.ts";

/** A touchpoint of one unit, in canonical order. */
export interface PlainRow {
  readonly time: number;
  /** Steps that it fits, from 0; `steps + e` is exclusion e. */
  readonly fits: readonly number[];
}

/** The place of the row of each step; null where an optional step was left out. */
export type PlainChain = readonly (number | null)[];

export interface PlainAttempt {
  readonly chain: PlainChain;
  readonly isOpen: boolean;
  readonly period: number;
}

const taken = (chain: PlainChain): number[] => chain.filter((row) => row !== null);

const timeOf = (rows: readonly PlainRow[], row: number | undefined): number => rows[row ?? 0]?.time ?? 0;

/** Whether a row may be the next of a chain. */
const mayFollow = (rows: readonly PlainRow[], plan: FunnelPlan, chain: PlainChain, row: number): boolean => {
  const before = taken(chain);
  const [first, last] = [before[0] ?? 0, before.at(-1) ?? 0];
  const time = timeOf(rows, row);
  if (before.includes(row)) return false;
  const measuredFrom = plan.windowFrom === "entry" ? first : last;
  if (time > timeOf(rows, measuredFrom) + plan.windowMicros) return false;
  if (plan.order === "strict" && row !== last + 1) return false;
  if (plan.ties === "later") return time > timeOf(rows, last);
  if (plan.ties === "order") return row > last;
  return before.every((earlier) => time >= timeOf(rows, earlier) - plan.graceMicros);
};

/** Every chain that begins with these rows. */
const chainsFrom = (rows: readonly PlainRow[], plan: FunnelPlan, chain: PlainChain): PlainChain[] => {
  const found = [chain];
  for (let step = chain.length; step < plan.steps; step += 1) {
    const skipped = Array.from({ length: step - chain.length }, () => null);
    rows.forEach(({ fits }, row) => {
      if (!fits.includes(step) || !mayFollow(rows, plan, chain, row)) return;
      found.push(...chainsFrom(rows, plan, [...chain, ...skipped, row]));
    });
    if (plan.isOptional[step] !== true) break;
  }
  return found;
};

/** The last step of a chain that may not be left out. */
const requiredLevel = (plan: FunnelPlan, chain: PlainChain): number =>
  chain.findLastIndex((_row, step) => plan.isOptional[step] !== true);

/** Negative where the left list is the smaller in its first difference. */
const compareLists = (left: readonly number[], right: readonly number[]): number => {
  const place = left.findIndex((value, at) => at < right.length && value !== right[at]);
  return place === -1 ? 0 : (left[place] ?? 0) - (right[place] ?? 0);
};

/**
 * Negative where the left chain is the better: that gets further; else whose steps come earlier, one after the other;
 * else the same of the steps that may be left out.
 */
const compareChains = (
  rows: readonly PlainRow[],
  plan: FunnelPlan,
  left: PlainChain,
  right: PlainChain,
): number => {
  const byLevel = requiredLevel(plan, right) - requiredLevel(plan, left);
  if (byLevel !== 0) return byLevel;
  const placed = (chain: PlainChain, isOptional: boolean): number[] =>
    chain.flatMap((row, step) => {
      if (row === null || (plan.isOptional[step] === true) !== isOptional) return [];
      const place = plan.ties === "convert" ? timeOf(rows, row) : row;
      return isOptional ? [place, step] : [place];
    });
  const [more, fewer] = [placed(left, true), placed(right, true)];
  return (
    compareLists(placed(left, false), placed(right, false)) ||
    compareLists(more, fewer) ||
    fewer.length - more.length
  );
};

/** How many steps these rows can stand for, each for one. */
const matching = (rows: readonly PlainRow[], steps: number): number => {
  const [first, ...others] = rows;
  if (first === undefined) return 0;
  const wanted = first.fits.filter((step) => step < steps);
  const without = (step: number): PlainRow[] =>
    others.map(({ time, fits }) => ({ time, fits: fits.filter((other) => other !== step) }));
  return Math.max(matching(others, steps), ...wanted.map((step) => 1 + matching(without(step), steps)));
};

const unorderedChain = (rows: readonly PlainRow[], plan: FunnelPlan, start: number): PlainChain => {
  const chain: number[] = [];
  for (let end = start; end < rows.length; end += 1) {
    if (timeOf(rows, end) > timeOf(rows, start) + plan.windowMicros) break;
    if (matching(rows.slice(start, end + 1), plan.steps) > chain.length) chain.push(end);
  }
  return chain;
};

const chainOf = (rows: readonly PlainRow[], plan: FunnelPlan, start: number): PlainChain => {
  if (plan.order === "unordered") return unorderedChain(rows, plan, start);
  const [best] = chainsFrom(rows, plan, [start]).toSorted((left, right) =>
    compareChains(rows, plan, left, right),
  );
  return best ?? [start];
};

/** Until when an attempt may still get further: the latest that any of its longest chains allows. */
const deadlineOf = (rows: readonly PlainRow[], plan: FunnelPlan, start: number, length: number): number => {
  if (plan.order === "unordered" || plan.windowFrom === "entry") {
    const isBroken = plan.order === "strict" && start + length < rows.length;
    return isBroken ? Number.NEGATIVE_INFINITY : timeOf(rows, start) + plan.windowMicros;
  }
  const ends = chainsFrom(rows, plan, [start])
    .filter((chain) => chain.length === length)
    .map((chain) => taken(chain).at(-1) ?? start)
    .filter((row) => plan.order !== "strict" || row === rows.length - 1);
  return Math.max(Number.NEGATIVE_INFINITY, ...ends.map((row) => timeOf(rows, row) + plan.windowMicros));
};

/** The first row that excludes a chain, or undefined. */
const exclusionOf = (
  rows: readonly PlainRow[],
  plan: FunnelPlan,
  chain: PlainChain,
  deadline: number,
): number | undefined => {
  const against = plan.exclusions.flatMap(({ from, to }, exclusion) => {
    const begin = chain.findIndex((row, step) => step >= from && row !== null);
    if (begin === -1 || begin >= to) return [];
    const end = chain.find((row, step) => step >= to && row !== null);
    const first = chain[begin] ?? 0;
    return rows.flatMap(({ time, fits }, row) => {
      if (!fits.includes(plan.steps + exclusion)) return [];
      const isLoose = plan.ties === "convert";
      const isAfter = isLoose ? time > timeOf(rows, first) + plan.graceMicros : row > first;
      const isBefore =
        end === undefined || end === null
          ? time <= deadline
          : isLoose
            ? time < timeOf(rows, end) - plan.graceMicros
            : row < end;
      return isAfter && isBefore ? [row] : [];
    });
  });
  return against.toSorted((left, right) => left - right)[0];
};

const always = (): boolean => true;

interface Tried {
  readonly start: number;
  readonly chain: PlainChain;
  readonly deadline: number;
  /** Where the next attempt may begin, when attempts may not overlap. */
  readonly isAfter: (row: number) => boolean;
}

const cut = (chain: PlainChain, row: number): PlainChain => {
  const kept = chain.filter(
    (_row, step) => step === 0 || chain.slice(step).some((other) => other !== null && other < row),
  );
  return kept.slice(0, Math.max(1, kept.findLastIndex((other) => other !== null && other < row) + 1));
};

const attempt = (rows: readonly PlainRow[], plan: FunnelPlan, start: number): Tried => {
  const chain = chainOf(rows, plan, start);
  const deadline = deadlineOf(rows, plan, start, chain.length);
  const excluded = exclusionOf(rows, plan, chain, deadline);
  if (excluded !== undefined) {
    const left = plan.onExclusion === "stop" ? cut(chain, excluded) : [];
    return { start, chain: left, deadline: Number.NEGATIVE_INFINITY, isAfter: (row) => row > excluded };
  }
  const last = Math.max(...taken(chain));
  const isDone = chain.length === plan.steps || plan.order === "strict";
  const isAfter = (row: number): boolean => row > last && (isDone || timeOf(rows, row) > deadline);
  return { start, chain, deadline, isAfter };
};

const bestOf = (
  tried: readonly Tried[],
  plan: FunnelPlan,
  dataEnd: number,
  period: number,
): PlainAttempt[] => {
  const level = Math.max(0, ...tried.map(({ chain }) => chain.length));
  const best = tried.filter(({ chain }) => chain.length === level);
  const chain = best[0]?.chain ?? [];
  if (level === 0) return [];
  return [{ chain, period, isOpen: level < plan.steps && best.some(({ deadline }) => deadline > dataEnd) }];
};

/** What counts of one unit, in the order in which it began. */
export const plainAttempts = (
  rows: readonly PlainRow[],
  plan: FunnelPlan,
  { dataEnd, periods = [] }: { readonly dataEnd: number; readonly periods?: readonly number[] },
): PlainAttempt[] => {
  const begins = (fits: readonly number[]): boolean =>
    plan.order === "unordered" ? fits.some((step) => step < plan.steps) : fits.includes(0);
  const starts = rows.flatMap(({ fits }, row) => (begins(fits) ? [row] : []));
  const periodOf = (start: number): number =>
    Math.max(
      0,
      periods.findLastIndex((begin) => begin <= timeOf(rows, start)),
    );
  const single = (start: number): PlainAttempt[] =>
    bestOf([attempt(rows, plan, start)], plan, dataEnd, periodOf(start));
  if (plan.counts === "totals") {
    const all: PlainAttempt[] = [];
    let isFree: Tried["isAfter"] = always;
    for (const start of starts) {
      if (!isFree(start)) continue;
      ({ isAfter: isFree } = attempt(rows, plan, start));
      all.push(...single(start));
    }
    return all;
  }
  if (plan.entry === "first") return starts.slice(0, 1).flatMap(single);
  if (plan.entry === "latest") return starts.slice(-1).flatMap(single);
  const tried = starts.map((start) => attempt(rows, plan, start));
  return [...new Set(starts.map(periodOf))].flatMap((period) =>
    bestOf(
      tried.filter(({ start }) => periodOf(start) === period),
      plan,
      dataEnd,
      period,
    ),
  );
};
