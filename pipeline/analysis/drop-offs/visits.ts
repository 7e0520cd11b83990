// Visits: what one journey did in one session, how each ended, and what came next. One pass over the touchpoints.
import type { JourneyCuts } from "../source/journey-cuts.ts";
import type { Touchpoints } from "../source/load-touchpoints.ts";

/** Visit v holds the touchpoints first[v] … last[v]. */
export interface Visits {
  readonly visits: number;
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** 1 where the visit holds the goal. */
  readonly isGoal: Uint8Array;
  /** 1 where the journey has no later visit. */
  readonly isLastVisit: Uint8Array;
  /** The person's next inbound touchpoint, whatever journey it is in; -1 where there is none. */
  readonly next: Int32Array;
}

const converted = 1;

/** The visits of all journeys, in the order of the touchpoints. */
export const journeyVisits = (
  { rows, person }: Touchpoints,
  { journey, outcome }: JourneyCuts,
  starts: Uint8Array | Int32Array,
): Visits => {
  const [first, last, next] = [new Int32Array(rows), new Int32Array(rows), new Int32Array(rows)];
  const [isGoal, isLastVisit] = [new Uint8Array(rows), new Uint8Array(rows)];
  let visits = 0;
  for (let row = 0; row < rows; row += 1) {
    const own = journey[row] ?? -1;
    if (own < 0) continue;
    if (row === 0 || journey[row - 1] !== own || starts[row] === 1) {
      first[visits] = row;
      visits += 1;
    }
    const visit = visits - 1;
    const isEnd = row + 1 >= rows || journey[row + 1] !== own || starts[row + 1] === 1;
    if (!isEnd) continue;
    last[visit] = row;
    isLastVisit[visit] = row + 1 >= rows || journey[row + 1] !== own ? 1 : 0;
    // A converted journey ends with its goal.
    isGoal[visit] = isLastVisit[visit] === 1 && outcome[own] === converted ? 1 : 0;
    next[visit] = row + 1 < rows && person[row + 1] === person[row] ? row + 1 : -1;
  }
  return {
    visits,
    first: first.subarray(0, visits),
    last: last.subarray(0, visits),
    isGoal: isGoal.subarray(0, visits),
    isLastVisit: isLastVisit.subarray(0, visits),
    next: next.subarray(0, visits),
  };
};
