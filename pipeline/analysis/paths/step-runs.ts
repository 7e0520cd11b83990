// Touchpoints → runs of steps: the parts of people's histories that paths are made of, cut by session, person or
// journey, without what is left out, equal neighbours collapsed. One pass; nothing is dropped by length here.

/** Steps one after the other; run r has steps [begin[r], begin[r + 1]). */
export interface StepRuns {
  readonly runs: number;
  readonly begin: Int32Array;
  readonly person: Int32Array;
  /** How the run ended: a place in `endings`. */
  readonly ending: Uint8Array;
  readonly code: Int32Array;
  /** The rows of the step's first and last touchpoint. */
  readonly first: Int32Array;
  readonly last: Int32Array;
}

export const endings = ["(end)", "(converted)", "(dropped)", "(open)"] as const;

export interface Cutting {
  readonly rows: number;
  /** The run each touchpoint belongs to: it rises where a run begins; -1 where to none. */
  readonly run: Int32Array;
  readonly runs: number;
  readonly person: Int32Array;
  readonly ending: Uint8Array;
}

/** The runs of a cutting with the steps of the touchpoints that are kept. Runs without a step vanish. */
export const stepRuns = (
  { rows, run, runs, person, ending }: Cutting,
  codes: Int32Array,
  isKept: Uint8Array | undefined,
  isCollapsing: boolean,
): StepRuns => {
  const code = new Int32Array(rows);
  const first = new Int32Array(rows);
  const last = new Int32Array(rows);
  const begin = new Int32Array(runs + 1);
  const owners = new Int32Array(runs);
  const ends = new Uint8Array(runs);
  let steps = 0;
  let found = 0;
  let open = -1;
  for (let row = 0; row < rows; row += 1) {
    const current = run[row] ?? -1;
    if (current < 0 || (isKept !== undefined && isKept[row] === 0)) continue;
    const own = codes[row] ?? 0;
    if (current !== open) {
      open = current;
      begin[found] = steps;
      owners[found] = person[row] ?? 0;
      ends[found] = ending[current] ?? 0;
      found += 1;
    } else if (isCollapsing && code[steps - 1] === own) {
      last[steps - 1] = row;
      continue;
    }
    code[steps] = own;
    first[steps] = row;
    last[steps] = row;
    steps += 1;
  }
  begin[found] = steps;
  return {
    runs: found,
    begin: begin.subarray(0, found + 1),
    person: owners.subarray(0, found),
    ending: ends.subarray(0, found),
    code: code.subarray(0, steps),
    first: first.subarray(0, steps),
    last: last.subarray(0, steps),
  };
};
