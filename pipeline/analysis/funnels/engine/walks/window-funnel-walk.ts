// One attempt for each unit, as ClickHouse's windowFunnel finds it (ClickHouse, Parametric aggregate functions): rows
// stand by time and, inside one instant, by the step they fit; a row that fits several steps stands once for each.
// For every step the latest beginning that got there is remembered; how far that is decides.
import { emptyMask, fitsStep, type FunnelPlan, type FunnelRows, type StepMask, withStep } from "../plan.ts";
import { ChainLists } from "./chain-lists.ts";
import type { Walk } from "./walk.ts";

/** A row as one step; -1 for a row that fits none. */
interface Sighting {
  readonly row: number;
  readonly step: number;
}

export class WindowFunnelWalk implements Walk {
  readonly beginning: StepMask = withStep(emptyMask, 0);
  readonly taken: Int32Array;
  deadline = 0;
  lastRow = -1;
  readonly lastTime = Number.NEGATIVE_INFINITY;
  readonly #rows: FunnelRows;
  readonly #plan: FunnelPlan;
  readonly #modes: ReadonlySet<string>;
  readonly #chains: ChainLists;
  #from = 0;
  #to = 0;

  constructor(rows: FunnelRows, plan: FunnelPlan) {
    this.#rows = rows;
    this.#plan = plan;
    this.#modes = new Set(plan.modes);
    this.#chains = new ChainLists(rows, plan, this.#modes);
    this.taken = new Int32Array(plan.steps);
  }

  enter(from: number, to: number): void {
    this.#from = from;
    this.#to = to;
  }

  walk(): number {
    this.#chains.clear();
    const level = this.#levelOf(this.#sightings());
    const chain = this.#chains.best(level);
    chain.forEach((row, step) => {
      this.taken[step] = row;
    });
    this.deadline = (this.#rows.time[chain[0] ?? 0] ?? 0) + this.#plan.windowMicros;
    this.lastRow = this.#to;
    return level;
  }

  fill(): void {
    // Every step was written down as it was taken.
  }

  /** How many steps a unit gets; some modes stop before its end. */
  #levelOf(sightings: readonly Sighting[]): number {
    const chains = this.#chains;
    const isOrdered = this.#modes.has("strict_order");
    let hasBegun = false;
    for (const [place, { row, step }] of sightings.entries()) {
      if (step === -1) {
        if (isOrdered && hasBegun) break;
      } else if (step === 0) {
        if (isOrdered && !this.#modes.has("allow_reentry") && chains.has(1)) break;
        chains.begin(row);
        hasBegun = true;
      } else if (this.#modes.has("strict_deduplication") && chains.has(step)) {
        return (sightings[place - 1]?.step ?? -1) + 1;
      } else if (isOrdered && hasBegun && !chains.has(step - 1)) {
        return chains.firstMissing();
      } else if (chains.extend(step, row) && step === this.#plan.steps - 1) {
        return this.#plan.steps;
      }
    }
    return chains.furthest();
  }

  #sightings(): Sighting[] {
    const { time } = this.#rows;
    const sightings: Sighting[] = [];
    for (let row = this.#from; row < this.#to; row += 1) {
      const before = sightings.length;
      for (let step = 0; step < this.#plan.steps; step += 1) {
        if (fitsStep(this.#rows, row, step)) sightings.push({ row, step });
      }
      if (sightings.length === before && this.#modes.has("strict_order")) sightings.push({ row, step: -1 });
    }
    const timeOf = ({ row }: Sighting): number => time[row] ?? 0;
    return sightings.toSorted(
      (left, right) => timeOf(left) - timeOf(right) || left.step - right.step || left.row - right.row,
    );
  }
}
