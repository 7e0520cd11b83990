// Touchpoints → sessions by silence, by day, or by the touchpoints that begin and end them. One pass.
import type { Touchpoints } from "../source/load-touchpoints.ts";

export interface SessionMarks {
  readonly kept: Uint8Array | undefined;
  /** 1 where silence (or midnight) splits before a touchpoint. */
  readonly splits: Uint8Array | Int32Array;
  /** 1 for touchpoints that begin a session; undefined where any may. */
  readonly begins: Uint8Array | undefined;
  readonly ends: Uint8Array | undefined;
}

export interface CutSessions {
  readonly sessions: number;
  /** The rows of each session's first and last touchpoint, and how many it has. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly touchpoints: Int32Array;
  /** A place in `sessionEndings`. */
  readonly ending: Uint8Array;
}

export const sessionEndings = ["silence", "last", "ended", "begun again"] as const;

/**
 * With both begins and ends another beginning inside is ignored, and an end without a session makes none. With
 * begins alone each begins a new session. Silence always ends one.
 */
export const cutSessions = (
  { rows, person }: Touchpoints,
  { kept, splits, begins, ends }: SessionMarks,
): CutSessions => {
  const first = new Int32Array(rows);
  const last = new Int32Array(rows);
  const touchpoints = new Int32Array(rows);
  const ending = new Uint8Array(rows);
  let sessions = 0;
  let isOpen = false;
  const close = (how: number): void => {
    if (isOpen) ending[sessions - 1] = how;
    isOpen = false;
  };
  let before = -1;
  for (let row = 0; row < rows; row += 1) {
    if (kept !== undefined && kept[row] === 0) continue;
    if (before < 0 || person[row] !== person[before]) close(1);
    else if (splits[row] === 1) close(0);
    const isBeginning = begins === undefined || begins[row] === 1;
    before = row;
    if (isOpen && begins !== undefined && ends === undefined && isBeginning) close(3);
    if (!isOpen) {
      if (!isBeginning) continue;
      first[sessions] = row;
      sessions += 1;
      isOpen = true;
    }
    last[sessions - 1] = row;
    touchpoints[sessions - 1] = (touchpoints[sessions - 1] ?? 0) + 1;
    if (ends !== undefined && ends[row] === 1) close(2);
  }
  close(1);
  return {
    sessions,
    first: first.subarray(0, sessions),
    last: last.subarray(0, sessions),
    touchpoints: touchpoints.subarray(0, sessions),
    ending: ending.subarray(0, sessions),
  };
};
