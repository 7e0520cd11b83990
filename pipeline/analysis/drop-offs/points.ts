// Where visits end without the goal: for each label who reached it, who ended there, what became of them, where they
// went next and after how long, and what it may have cost.
import type { AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import { quantile } from "../numbers/quantiles.ts";
import { differenceSignificance } from "../numbers/significance.ts";
import { moneyText, type Values } from "./money.ts";
import { secondsBetween } from "../source/load-touchpoints.ts";
import type { FoundVisits } from "./found-visits.ts";
import { dropOffKinds, lostKinds, noDropOff } from "./kinds.ts";

interface Reached {
  readonly visits: Int32Array;
  readonly journeys: Int32Array;
  readonly profiles: Int32Array;
  /** Hundredths that converted journeys through the label brought. */
  readonly brought: BigInt64Array;
  readonly converted: Int32Array;
}

const lost: ReadonlySet<number> = new Set(lostKinds.map((kind) => dropOffKinds.indexOf(kind)));

/** By journey, whole hundredths; a sum of values that are exact. */
const journeyValues = ({ journeys }: FoundVisits, { row, hundredths }: Values): BigInt64Array => {
  const sums = new BigInt64Array(journeys.journeys);
  for (let index = 0; index < row.length; index += 1) {
    const journey = journeys.journey[row[index] ?? 0] ?? -1;
    if (journey >= 0) sums[journey] = (sums[journey] ?? 0n) + (hundredths[index] ?? 0n);
  }
  return sums;
};

/** One pass over the touchpoints of the visits that are told; each label counts a visit, journey, person once. */
const reachedBy = (found: FoundVisits, told: Uint8Array, values: BigInt64Array): Reached => {
  const { touchpoints, journeys, visits, code, labels } = found;
  const none = (): Int32Array => new Int32Array(labels.length).fill(-1);
  const seen = { visit: none(), journey: none(), person: none() };
  const counts = {
    visits: new Int32Array(labels.length),
    journeys: new Int32Array(labels.length),
    profiles: new Int32Array(labels.length),
    converted: new Int32Array(labels.length),
    brought: new BigInt64Array(labels.length),
  };
  for (let visit = 0; visit < visits.visits; visit += 1) {
    if (told[visit] === 0) continue;
    const from = visits.first[visit] ?? 0;
    const journey = journeys.journey[from] ?? 0;
    const person = touchpoints.person[from] ?? 0;
    for (let row = from; row <= (visits.last[visit] ?? 0); row += 1) {
      const label = code[row] ?? 0;
      if (seen.visit[label] === visit) continue;
      seen.visit[label] = visit;
      counts.visits[label] = (counts.visits[label] ?? 0) + 1;
      if (seen.journey[label] === journey) continue;
      seen.journey[label] = journey;
      counts.journeys[label] = (counts.journeys[label] ?? 0) + 1;
      if (journeys.outcome[journey] === 1) {
        counts.converted[label] = (counts.converted[label] ?? 0) + 1;
        counts.brought[label] = (counts.brought[label] ?? 0n) + (values[journey] ?? 0n);
      }
      if (seen.person[label] === person) continue;
      seen.person[label] = person;
      counts.profiles[label] = (counts.profiles[label] ?? 0) + 1;
    }
  }
  return counts;
};

interface Ended {
  /** By label, then by kind. */
  readonly byKind: Int32Array;
  readonly next: readonly Map<string, number>[];
  readonly seconds: readonly number[][];
}

const endedAt = (found: FoundVisits, told: Uint8Array): Ended => {
  const { touchpoints, visits, kind, code, channel, labels } = found;
  const byKind = new Int32Array(labels.length * dropOffKinds.length);
  const next = labels.map(() => new Map<string, number>());
  const seconds = labels.map((): number[] => []);
  for (let visit = 0; visit < visits.visits; visit += 1) {
    const own = kind[visit] ?? noDropOff;
    if (told[visit] === 0 || own === noDropOff) continue;
    const row = visits.last[visit] ?? 0;
    const label = code[row] ?? 0;
    const place = label * dropOffKinds.length + own;
    byKind[place] = (byKind[place] ?? 0) + 1;
    const following = visits.next[visit] ?? -1;
    if (following < 0) continue;
    const step = `${String(channel[following])} ${String(code[following])}`;
    next[label]?.set(step, (next[label]?.get(step) ?? 0) + 1);
    seconds[label]?.push(secondsBetween(touchpoints, row, following));
  }
  return { byKind, next, seconds };
};

const sumOf = (counts: ReadonlyMap<string, number>, part: number): Map<number, number> => {
  const sums = new Map<number, number>();
  for (const [step, count] of counts) {
    const key = Number(step.split(" ")[part]);
    sums.set(key, (sums.get(key) ?? 0) + count);
  }
  return sums;
};

/** The most frequent name; of equally frequent ones the first by its bytes. */
const mostFrequent = (counts: ReadonlyMap<number, number>, names: readonly string[]): string | null => {
  let best: { readonly key: number; readonly count: number } | undefined;
  for (const [key, count] of counts) {
    // Names are numbered in the order of their bytes.
    if (best === undefined || count > best.count || (count === best.count && key < best.key))
      best = { key, count };
  }
  return best === undefined ? null : (names[best.key] ?? null);
};

/** What the lost journeys would have brought, had they gone as all that reached the label: lost × brought ÷ reached. */
const atStake = (lostJourneys: number, brought: bigint, reached: number): string | null => {
  if (brought === 0n || reached === 0) return null;
  const twice = (2n * BigInt(lostJourneys) * brought) / BigInt(reached);
  return moneyText((twice + 1n) / 2n);
};

const changeColumns = [
  "visits_reached_before",
  "drop_offs_before",
  "drop_off_rate_before",
  "rate_change",
  "p_value",
];

export const pointColumns = (isCompared: boolean): string[] => [
  "step_label",
  "visits_reached",
  "journeys_reached",
  "profiles_reached",
  "drop_offs",
  "drop_off_rate",
  ...dropOffKinds,
  "next_channel",
  "next_step",
  "median_seconds_until_next",
  "value_at_stake",
  ...(isCompared ? changeColumns : []),
];

const kindCounts = ({ byKind }: Ended, label: number): number[] =>
  dropOffKinds.map((_, kind) => byKind[label * dropOffKinds.length + kind] ?? 0);

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

const change = (now: Counted, before: Counted, label: number): AnalysisRow => {
  const [one, other] = [now, before].map(({ reached, ended }) => ({
    hits: total(kindCounts(ended, label)),
    of: reached.visits[label] ?? 0,
  }));
  if (one === undefined || other === undefined) return {};
  const rate = other.of === 0 ? null : other.hits / other.of;
  return {
    visits_reached_before: other.of,
    drop_offs_before: other.hits,
    drop_off_rate_before: rate,
    rate_change: rate === null || one.of === 0 ? null : one.hits / one.of - rate,
    p_value: differenceSignificance(one, other),
  };
};

interface Counted {
  readonly reached: Reached;
  readonly ended: Ended;
}

const pointRow = (found: FoundVisits, { reached, ended }: Counted, label: number): AnalysisRow => {
  const kinds = kindCounts(ended, label);
  const dropOffs = total(kinds);
  const visits = reached.visits[label] ?? 0;
  const seconds = Int32Array.from(ended.seconds[label] ?? []);
  const next = ended.next[label] ?? new Map<string, number>();
  const gone = kinds.reduce((sum, count, kind) => sum + (lost.has(kind) ? count : 0), 0);
  return {
    step_label: found.labels[label] ?? null,
    visits_reached: visits,
    journeys_reached: reached.journeys[label] ?? 0,
    profiles_reached: reached.profiles[label] ?? 0,
    drop_offs: dropOffs,
    drop_off_rate: visits === 0 ? null : dropOffs / visits,
    ...Object.fromEntries(dropOffKinds.map((kind, place) => [kind, kinds[place] ?? 0])),
    next_channel: mostFrequent(sumOf(next, 0), found.channels),
    next_step: mostFrequent(sumOf(next, 1), found.labels),
    median_seconds_until_next: quantile(seconds, 0, seconds.length, 0.5),
    value_at_stake: atStake(gone, reached.brought[label] ?? 0n, reached.journeys[label] ?? 0),
  };
};

/** A row for each label that was reached, the one with the most drop-offs first. */
export const pointRows = (
  found: FoundVisits,
  values: Values,
  { now, before }: { readonly now: Uint8Array; readonly before: Uint8Array | undefined },
): AnalysisRow[] => {
  const money = journeyValues(found, values);
  const count = (told: Uint8Array): Counted => ({
    reached: reachedBy(found, told, money),
    ended: endedAt(found, told),
  });
  const [own, earlier] = [count(now), before === undefined ? undefined : count(before)];
  const rows: AnalysisRow[] = [];
  for (let label = 0; label < found.labels.length; label += 1) {
    const isReached = (own.reached.visits[label] ?? 0) > 0 || (earlier?.reached.visits[label] ?? 0) > 0;
    if (!isReached) continue;
    const row = pointRow(found, own, label);
    rows.push(earlier === undefined ? row : { ...row, ...change(own, earlier, label) });
  }
  return rows.toSorted((one, other) => Number(other["drop_offs"]) - Number(one["drop_offs"]));
};
