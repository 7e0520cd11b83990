// How many steps a changing set of rows can stand for, each row for one step: a greatest matching between steps and
// rows, where rows that fit the same are counted, not told apart.
import { everyStep, fitsStep, type FunnelPlan, type FunnelRows } from "../plan.ts";

interface Kind {
  readonly steps: readonly number[];
  /** Fits steps that ask for different things, so that it may be wanted for one or the other. */
  readonly isMixed: boolean;
  /** Rows of this kind in the set. */
  rows: number;
}

export class StepMatching {
  readonly #rows: FunnelRows;
  readonly #plan: FunnelPlan;
  readonly #low: number;
  readonly #high: number;
  readonly #kinds = new Map<number, Kind>();
  /** Kinds with rows since the last `clear`. */
  #touched: Kind[] = [];
  #mixed = 0;
  /** Right as long as nothing is mixed. */
  #sum = 0;
  #size: number | null = 0;

  constructor(rows: FunnelRows, plan: FunnelPlan) {
    this.#rows = rows;
    this.#plan = plan;
    ({ low: this.#low, high: this.#high } = everyStep(plan.steps));
  }

  clear(): void {
    for (const kind of this.#touched) kind.rows = 0;
    this.#touched = [];
    this.#mixed = 0;
    this.#sum = 0;
    this.#size = 0;
  }

  add(row: number): void {
    const kind = this.#kindOf(row);
    if (kind === undefined) return;
    if (kind.rows === 0) this.#touched.push(kind);
    kind.rows += 1;
    if (kind.isMixed) this.#mixed += 1;
    if (kind.rows > kind.steps.length) return;
    this.#sum += 1;
    this.#size = null;
  }

  remove(row: number): void {
    const kind = this.#kindOf(row);
    if (kind === undefined) return;
    kind.rows -= 1;
    if (kind.isMixed) this.#mixed -= 1;
    if (kind.rows >= kind.steps.length) return;
    this.#sum -= 1;
    this.#size = null;
  }

  /** The number of steps. */
  get size(): number {
    if (this.#mixed === 0) return this.#sum;
    this.#size ??= this.#match();
    return this.#size;
  }

  #kindOf(row: number): Kind | undefined {
    const low = (this.#rows.low[row] ?? 0) & this.#low;
    const high = (this.#rows.high?.[row] ?? 0) & this.#high;
    if ((low | high) === 0) return undefined;
    const key = (high >>> 0) * 2 ** 32 + (low >>> 0);
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    const steps = Array.from({ length: this.#plan.steps }, (_, step) => step).filter((step) =>
      fitsStep(this.#rows, row, step),
    );
    const { classes } = this.#plan;
    const kind = { steps, isMixed: steps.some((step) => classes[step] !== classes[steps[0] ?? 0]), rows: 0 };
    this.#kinds.set(key, kind);
    return kind;
  }

  /** Augmenting paths, step by step. */
  #match(): number {
    const kinds = [...new Set(this.#touched)].filter(({ rows }) => rows > 0);
    const filled = kinds.map((): number[] => []);
    const place = (step: number, seen: Set<number>): boolean => {
      for (const [at, { steps, rows }] of kinds.entries()) {
        if (seen.has(at) || !steps.includes(step)) continue;
        seen.add(at);
        const held = filled[at] ?? [];
        if (held.length < rows) {
          held.push(step);
          return true;
        }
        const moved = held.findIndex((other) => place(other, seen));
        if (moved === -1) continue;
        held[moved] = step;
        return true;
      }
      return false;
    };
    let size = 0;
    for (let step = 0; step < this.#plan.steps; step += 1) if (place(step, new Set())) size += 1;
    return size;
  }
}
