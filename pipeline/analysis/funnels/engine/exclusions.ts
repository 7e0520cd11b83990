// Which attempts met what excludes them. An exclusion counts between the touchpoint of its first step and that of its
// last one or, where that was not taken, as long as the window lasts; never at either end.
import type { FunnelPlan, FunnelRows } from "./plan.ts";
import { rowAtTime, StepLists } from "./step-lists.ts";
import type { Walk } from "./walks/walk.ts";

export class Exclusions {
  readonly #rows: FunnelRows;
  readonly #plan: FunnelPlan;
  readonly #lists: StepLists;
  readonly #firstBit: number;
  #from = 0;
  #to = 0;

  constructor(rows: FunnelRows, plan: FunnelPlan) {
    this.#rows = rows;
    this.#plan = plan;
    this.#firstBit = plan.steps;
    this.#lists = new StepLists(rows, plan.steps + plan.exclusions.length);
  }

  enter(from: number, to: number): void {
    this.#from = from;
    this.#to = to;
    this.#lists.enter(from, to);
  }

  /** The row that excludes the attempt walked last, which got `level` steps; -1 where there is none. */
  rowAgainst(walk: Walk, level: number): number {
    let against = -1;
    this.#plan.exclusions.forEach(({ from, to }, exclusion) => {
      const begin = this.#firstTaken(walk, from, level);
      if (begin === -1 || begin >= to) return;
      const end = this.#firstTaken(walk, to, level);
      const row = this.#firstBetween(
        exclusion,
        walk,
        walk.taken[begin] ?? 0,
        end === -1 ? -1 : (walk.taken[end] ?? 0),
      );
      if (row !== -1 && (against === -1 || row < against)) against = row;
    });
    return against;
  }

  /** How many steps were taken before a row. */
  levelBefore(walk: Walk, level: number, row: number): number {
    let before = level;
    while (before > 1 && (walk.taken[before - 1] ?? -1) >= row) before -= 1;
    while (before > 1 && walk.taken[before - 1] === -1) before -= 1;
    return before;
  }

  #firstTaken(walk: Walk, step: number, level: number): number {
    for (let at = step; at < level; at += 1) if (walk.taken[at] !== -1) return at;
    return -1;
  }

  /** The first row of an exclusion after `begin` and before `end` or, where that is -1, within the deadline. */
  #firstBetween(exclusion: number, walk: Walk, begin: number, end: number): number {
    const { time } = this.#rows;
    const bit = this.#firstBit + exclusion;
    const isLoose = this.#plan.ties === "convert";
    const grace = this.#plan.graceMicros;
    const after = isLoose
      ? rowAtTime(time, this.#from, this.#to, (time[begin] ?? 0) + grace, true)
      : begin + 1;
    const place = this.#lists.placeFrom(bit, after);
    if (place === this.#lists.end(bit)) return -1;
    const row = this.#lists.row(place);
    const at = time[row] ?? 0;
    if (end === -1) return at <= walk.deadline ? row : -1;
    const isBefore = isLoose ? at < (time[end] ?? 0) - grace : row < end;
    return isBefore ? row : -1;
  }
}
