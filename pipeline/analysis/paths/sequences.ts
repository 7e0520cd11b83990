// Whole paths, each distinct one once: how many took it, how they ended, how long it took. Paths are compared as
// numbers; text is made for those that are shown.
import type { AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import { quantile } from "../numbers/quantiles.ts";
import type { PathSteps } from "./path-steps.ts";
import { foldStep, leadsTo } from "./shown-paths.ts";

const more = -2;
const second = 1_000_000;

interface Sequences {
  /** The number of each path's sequence, and a path that has it. */
  readonly ofPath: Int32Array;
  readonly example: number[];
}

const codeAt = ({ runs, shown }: PathSteps, index: number): number => {
  const step = shown.step[index] ?? 0;
  return step === foldStep ? foldStep : (runs.code[step] ?? 0);
};

const isSame = (steps: PathSteps, left: number, right: number): boolean => {
  const { begin, leadsTo: leads, isCutBefore } = steps.shown;
  const [from, other] = [begin[left] ?? 0, begin[right] ?? 0];
  const length = (begin[left + 1] ?? 0) - from;
  if (length !== (begin[right + 1] ?? 0) - other) return false;
  if (isCutBefore[left] !== isCutBefore[right]) return false;
  if ((leads[left] === leadsTo.more) !== (leads[right] === leadsTo.more)) return false;
  for (let place = 0; place < length; place += 1) {
    if (codeAt(steps, from + place) !== codeAt(steps, other + place)) return false;
  }
  return true;
};

const hashOf = (steps: PathSteps, path: number): number => {
  const { begin, leadsTo: leads } = steps.shown;
  let hash = leads[path] === leadsTo.more ? more : 0;
  for (let index = begin[path] ?? 0; index < (begin[path + 1] ?? 0); index += 1) {
    hash = Math.imul(hash ^ codeAt(steps, index), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
};

/** Open addressing over as many slots as there can be sequences. */
const distinctSequences = (steps: PathSteps): Sequences => {
  const { paths } = steps.shown;
  const size = 2 ** Math.ceil(Math.log2(paths * 2 + 2));
  const slots = new Int32Array(size);
  const ofPath = new Int32Array(paths);
  const example: number[] = [];
  for (let path = 0; path < paths; path += 1) {
    let slot = hashOf(steps, path) & (size - 1);
    for (;;) {
      const known = slots[slot] ?? 0;
      if (known === 0) {
        slots[slot] = example.push(path);
        ofPath[path] = example.length - 1;
        break;
      }
      if (isSame(steps, path, example[known - 1] ?? 0)) {
        ofPath[path] = known - 1;
        break;
      }
      slot = (slot + 1) & (size - 1);
    }
  }
  return { ofPath, example };
};

/** Labels joined by ` > `; … where the path goes on. */
export const pathText = (steps: PathSteps, path: number): string => {
  const { labels, shown } = steps;
  const texts: string[] = shown.isCutBefore[path] === 1 ? ["…"] : [];
  for (let index = shown.begin[path] ?? 0; index < (shown.begin[path + 1] ?? 0); index += 1) {
    const code = codeAt(steps, index);
    texts.push(code === foldStep ? "…" : (labels[code] ?? ""));
  }
  if (shown.leadsTo[path] === leadsTo.more) texts.push("…");
  return texts.join(" > ");
};

const durations = ({ runs, shown, touchpoints }: PathSteps): Int32Array => {
  const seconds = new Int32Array(shown.paths);
  for (let path = 0; path < shown.paths; path += 1) {
    const first = runs.first[shown.step[shown.begin[path] ?? 0] ?? 0] ?? 0;
    const last = runs.last[shown.step[(shown.begin[path + 1] ?? 1) - 1] ?? 0] ?? 0;
    seconds[path] = Math.floor(((touchpoints.at[last] ?? 0) - (touchpoints.at[first] ?? 0)) / second);
  }
  return seconds;
};

interface Counts {
  readonly paths: Int32Array;
  readonly profiles: Int32Array;
  /** By ending, see `endings`. */
  readonly ended: readonly Int32Array[];
}

const countGroups = ({ runs, shown }: PathSteps, groupOf: Int32Array, groups: number): Counts => {
  const counts = {
    paths: new Int32Array(groups),
    profiles: new Int32Array(groups),
    ended: [0, 1, 2, 3].map(() => new Int32Array(groups)),
  };
  const lastPerson = new Int32Array(groups).fill(-1);
  for (let path = 0; path < shown.paths; path += 1) {
    const group = groupOf[path] ?? 0;
    const run = shown.run[path] ?? 0;
    counts.paths[group] = (counts.paths[group] ?? 0) + 1;
    const ended = counts.ended[runs.ending[run] ?? 0];
    if (ended !== undefined) ended[group] = (ended[group] ?? 0) + 1;
    if (lastPerson[group] === runs.person[run]) continue;
    lastPerson[group] = runs.person[run] ?? 0;
    counts.profiles[group] = (counts.profiles[group] ?? 0) + 1;
  }
  return counts;
};

/** Values of each group one after the other, and where each group begins. */
const sortedByGroup = (
  values: Int32Array,
  groupOf: Int32Array,
  counts: Int32Array,
): [Int32Array, Int32Array] => {
  const begin = new Int32Array(counts.length + 1);
  for (let group = 0; group < counts.length; group += 1)
    begin[group + 1] = (begin[group] ?? 0) + (counts[group] ?? 0);
  const next = begin.slice();
  const sorted = new Int32Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const group = groupOf[index] ?? 0;
    const place = next[group] ?? 0;
    sorted[place] = values[index] ?? 0;
    next[group] = place + 1;
  }
  return [sorted, begin];
};

export interface SequenceWishes {
  readonly max: number;
  readonly isByProfiles: boolean;
  readonly hasOutcomes: boolean;
  readonly isCut: boolean;
  readonly isFitting: (weight: number) => boolean;
}

interface Chosen {
  readonly text: string;
  readonly steps: number | null;
  readonly group: number;
}

/** The sequences that are shown, each a group of its own; the others are the last group. */
const chooseSequences = (
  steps: PathSteps,
  wishes: SequenceWishes,
): { chosen: Chosen[]; groupOf: Int32Array } => {
  const { ofPath, example } = distinctSequences(steps);
  const counted = countGroups(steps, ofPath, example.length);
  const weight = wishes.isByProfiles ? counted.profiles : counted.paths;
  const fitting = example.flatMap((_, sequence) =>
    wishes.isFitting(weight[sequence] ?? 0) ? [sequence] : [],
  );
  // Equal weights are told apart by their text; only those at the limit need one.
  const weights = Int32Array.from(fitting, (sequence) => weight[sequence] ?? 0).toSorted();
  const least = weights[Math.max(0, weights.length - wishes.max)] ?? 0;
  const candidates = fitting
    .filter((sequence) => (weight[sequence] ?? 0) >= least)
    .map((sequence) => ({ sequence, text: pathText(steps, example[sequence] ?? 0) }))
    .toSorted(
      (left, right) =>
        (weight[right.sequence] ?? 0) - (weight[left.sequence] ?? 0) ||
        Buffer.compare(Buffer.from(left.text), Buffer.from(right.text)),
    )
    .slice(0, wishes.max);
  const groups = new Int32Array(example.length).fill(candidates.length);
  const chosen = candidates.map(({ sequence, text }, group) => {
    groups[sequence] = group;
    const path = example[sequence] ?? 0;
    return { text, group, steps: (steps.shown.begin[path + 1] ?? 0) - (steps.shown.begin[path] ?? 0) };
  });
  return { chosen, groupOf: ofPath.map((sequence) => groups[sequence] ?? 0) };
};

/** Rows of whole paths, the most taken first; every path is in exactly one of them unless others are cut. */
export const sequenceRows = (steps: PathSteps, wishes: SequenceWishes): AnalysisRow[] => {
  const { chosen, groupOf } = chooseSequences(steps, wishes);
  const counts = countGroups(steps, groupOf, chosen.length + 1);
  const [sorted, begin] = sortedByGroup(durations(steps), groupOf, counts.paths);
  const others = { text: "(others)", steps: null, group: chosen.length };
  const isShown = !wishes.isCut && (counts.paths[others.group] ?? 0) > 0;
  return [...chosen, ...(isShown ? [others] : [])].map(({ text, steps: length, group }, rank) => {
    const paths = counts.paths[group] ?? 0;
    const [from, to] = [begin[group] ?? 0, begin[group + 1] ?? 0];
    const ended = (place: number): number => counts.ended[place]?.[group] ?? 0;
    return {
      path_rank: group === others.group ? null : rank + 1,
      path: text,
      steps: length,
      paths,
      profiles: counts.profiles[group] ?? 0,
      share: paths / steps.shown.paths,
      ...(wishes.hasOutcomes
        ? { converted: ended(1), dropped: ended(2), open: ended(3), conversion_rate: ended(1) / paths }
        : {}),
      median_duration_seconds: quantile(sorted, from, to, 0.5),
    };
  });
};
