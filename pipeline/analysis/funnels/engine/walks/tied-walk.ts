// Chooses for each unit: where no two of its rows are so close that their order is open, the cheaper walk finds the
// same attempts.
import type { FunnelRows, StepMask } from "../plan.ts";
import type { Walk } from "./walk.ts";

export class TiedWalk implements Walk {
  readonly #rows: FunnelRows;
  readonly #graceMicros: number;
  readonly #plain: Walk;
  readonly #loose: Walk;
  #current: Walk;

  constructor(rows: FunnelRows, graceMicros: number, plain: Walk, loose: Walk) {
    this.#rows = rows;
    this.#graceMicros = graceMicros;
    this.#plain = plain;
    this.#loose = loose;
    this.#current = plain;
  }

  enter(from: number, to: number): void {
    this.#current = this.#hasOpenOrder(from, to) ? this.#loose : this.#plain;
    this.#current.enter(from, to);
  }

  #hasOpenOrder(from: number, to: number): boolean {
    const { time } = this.#rows;
    for (let row = from + 1; row < to; row += 1) {
      if ((time[row] ?? 0) - (time[row - 1] ?? 0) <= this.#graceMicros) return true;
    }
    return false;
  }

  walk(start: number): number {
    return this.#current.walk(start);
  }

  fill(): void {
    this.#current.fill();
  }

  get beginning(): StepMask {
    return this.#plain.beginning;
  }

  get taken(): Int32Array {
    return this.#current.taken;
  }

  get deadline(): number {
    return this.#current.deadline;
  }

  get lastRow(): number {
    return this.#current.lastRow;
  }

  get lastTime(): number {
    return this.#current.lastTime;
  }
}
