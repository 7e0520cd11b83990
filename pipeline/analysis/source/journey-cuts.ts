// Which journey each touchpoint is in, and how the journeys end: the rule of fct_journeys, over whoever a person is.
import type { Touchpoints } from "./load-touchpoints.ts";

/** As in `endings` of paths/step-runs.ts. */
const converted = 1;
const dropped = 2;
const open = 3;

export interface JourneyRule {
  /** Bit and word of the condition that starts one; undefined where any touchpoint does. */
  readonly start: { readonly word: number; readonly bit: number } | undefined;
  readonly goal: { readonly word: number; readonly bit: number };
  /** Microseconds. */
  readonly idle: number;
  /** Microseconds since 1970. */
  readonly dataEnd: number;
}

export interface JourneyCuts {
  /** The number of the journey; -1 for a touchpoint in none. */
  readonly journey: Int32Array;
  readonly journeys: number;
  /** How each ended. */
  readonly outcome: Uint8Array;
}

/**
 * A journey begins with the first touchpoint (that fits `start`) after the one before; it ends with the goal, or
 * with the last touchpoint before a silence of more than `idle`.
 */
export const journeyCuts = (
  touchpoints: Touchpoints,
  { start, goal, idle, dataEnd }: JourneyRule,
): JourneyCuts => {
  const { rows, person, at, words } = touchpoints;
  const journey = new Int32Array(rows).fill(-1);
  const outcome = new Uint8Array(rows);
  const startWord = start === undefined ? undefined : words[start.word];
  const goalWord = words[goal.word];
  const startMask = start === undefined ? 0 : 1 << start.bit;
  const goalMask = 1 << goal.bit;
  let journeys = 0;
  let isOpen = false;
  let last = -1;
  const close = (): void => {
    outcome[journeys - 1] = dataEnd - (at[last] ?? 0) > idle ? dropped : open;
    isOpen = false;
  };
  for (let row = 0; row < rows; row += 1) {
    if (isOpen && person[row] !== person[last]) close();
    else if (isOpen && (at[row] ?? 0) - (at[last] ?? 0) > idle) {
      outcome[journeys - 1] = dropped;
      isOpen = false;
    }
    if (!isOpen && startWord !== undefined && ((startWord[row] ?? 0) & startMask) === 0) continue;
    if (!isOpen) journeys += 1;
    isOpen = true;
    journey[row] = journeys - 1;
    last = row;
    if (((goalWord?.[row] ?? 0) & goalMask) === 0) continue;
    outcome[journeys - 1] = converted;
    isOpen = false;
  }
  if (isOpen) close();
  return { journey, journeys, outcome: outcome.subarray(0, journeys) };
};
