// Gathers what waits in the inputs of a stream into one micro-batch: until it has its size or its first record its age.
import { setTimeout as sleep } from "node:timers/promises";
import type { StreamInput, Taken } from "../../../connectors/transports/stream-input.ts";

export interface BatchBounds {
  readonly records: number;
  readonly milliseconds: number;
}

export interface Gathered extends Taken {
  readonly records: number;
}

/** How long an empty stream is waited for before the loop looks around. */
const idleMilliseconds = 100;

/** While a batch grows: between two looks at the inputs. */
const pauseMilliseconds = 20;

const recordsOf = ({ arrivals }: Taken): number =>
  arrivals.reduce((sum, arrival) => sum + arrival.records.length, 0);

const recordsIn = (parts: readonly Taken[]): number => parts.reduce((sum, part) => sum + recordsOf(part), 0);

const isEmpty = ({ arrivals, progress, gaps }: Taken): boolean =>
  arrivals.length === 0 && progress.length === 0 && gaps.length === 0;

/** Later progress of a stream replaces earlier. */
const joined = (parts: readonly Taken[]): Gathered => {
  const progress = new Map(parts.flatMap((part) => part.progress).map((entry) => [entry.stream, entry]));
  const times = parts.flatMap(({ oldestAt }) => (oldestAt === null ? [] : [oldestAt]));
  return {
    arrivals: parts.flatMap((part) => part.arrivals),
    progress: [...progress.values()],
    gaps: parts.flatMap((part) => part.gaps),
    oldestAt: times.length === 0 ? null : Math.min(...times),
    records: recordsIn(parts),
  };
};

/** Takes from each input in turn while there is room. */
const takeAll = async (inputs: readonly StreamInput[], parts: Taken[], maxRecords: number): Promise<void> => {
  for (const input of inputs) {
    const room = maxRecords - recordsIn(parts);
    if (room <= 0) return;
    const taken = await input.take(room);
    if (!isEmpty(taken)) parts.push(taken);
  }
};

/**
 * Resolves with what there is, or null where nothing came for a moment. `isEnding`: waits for no more. `isBusy`: the
 * batch before is not stored yet, so that a younger one would only wait: it goes on growing instead.
 */
export const gather = async (
  inputs: readonly StreamInput[],
  { records, milliseconds }: BatchBounds,
  isEnding: () => boolean,
  isBusy: () => boolean,
): Promise<Gathered | null> => {
  const parts: Taken[] = [];
  await takeAll(inputs, parts, records);
  if (parts.length === 0 && !isEnding()) {
    await Promise.race([sleep(idleMilliseconds), ...inputs.map((input) => input.waiting(idleMilliseconds))]);
    await takeAll(inputs, parts, records);
  }
  if (parts.length === 0) return null;
  const endsAt = performance.now() + milliseconds;
  while (recordsIn(parts) < records && !isEnding()) {
    const left = endsAt - performance.now();
    if (left <= 0 && !isBusy()) break;
    await sleep(left > 0 ? Math.min(left, pauseMilliseconds) : pauseMilliseconds);
    await takeAll(inputs, parts, records);
  }
  return joined(parts);
};
