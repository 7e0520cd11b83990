// What windowFunnel remembers of each step: the chain of rows that got there last or, with `strict_once`, every chain
// of different rows, as far as their windows last.
import type { FunnelPlan, FunnelRows } from "../plan.ts";

type Chain = readonly number[];

export class ChainLists {
  readonly #rows: FunnelRows;
  readonly #window: number;
  readonly #isOnce: boolean;
  readonly #isIncreasing: boolean;
  #chains: Chain[][];

  constructor(rows: FunnelRows, plan: FunnelPlan, modes: ReadonlySet<string>) {
    this.#rows = rows;
    this.#window = plan.windowMicros;
    this.#isOnce = modes.has("strict_once");
    this.#isIncreasing = modes.has("strict_increase");
    this.#chains = Array.from({ length: plan.steps }, () => []);
  }

  clear(): void {
    this.#chains = this.#chains.map(() => []);
  }

  has(step: number): boolean {
    return (this.#chains[step]?.length ?? 0) > 0;
  }

  begin(row: number): void {
    if (!this.#isOnce || this.#isFirstLeft([], row)) this.#keep(0, [row]);
  }

  /** Takes a row as a step after the chains of the step before. True where one of them could go on. */
  extend(step: number, row: number): boolean {
    const fitting = (this.#chains[step - 1] ?? []).filter((chain) => this.#fits(chain, row));
    for (const chain of fitting) this.#keep(step, [...chain, row]);
    return fitting.length > 0;
  }

  #fits(chain: Chain, row: number): boolean {
    const at = this.#timeOf(row);
    if (at > this.#timeOf(chain[0]) + this.#window) return false;
    if (this.#isIncreasing && this.#timeOf(chain.at(-1)) >= at) return false;
    return !this.#isOnce || (!chain.includes(row) && this.#isFirstLeft(chain, row));
  }

  /** Rows of one instant that fit the same are exchangeable: only the first that is left is taken. */
  #isFirstLeft(chain: Chain, row: number): boolean {
    const { time, low, high } = this.#rows;
    for (let before = row - 1; before >= 0 && time[before] === time[row]; before -= 1) {
      if (low[before] === low[row] && (high === null || high[before] === high[row]))
        return chain.includes(before);
    }
    return true;
  }

  /**
   * Chains that ended before the instant of the newest are told apart by nothing but their beginning (no row of a
   * later instant can be theirs), so that the latest of them stands for all.
   */
  #keep(step: number, chain: Chain): void {
    const kept = this.#chains[step] ?? [];
    if (!this.#isOnce) {
      this.#chains[step] = [chain];
      return;
    }
    const at = this.#timeOf(chain.at(-1));
    const current = kept.filter((other) => this.#timeOf(other.at(-1)) === at);
    const earlier = kept.filter((other) => this.#timeOf(other.at(-1)) < at);
    const latest = earlier.reduce<Chain | undefined>(
      (best, other) => (best === undefined || this.#timeOf(other[0]) >= this.#timeOf(best[0]) ? other : best),
      undefined,
    );
    this.#chains[step] = [...(latest === undefined ? [] : [latest]), ...current, chain];
  }

  #timeOf(row: number | undefined): number {
    return this.#rows.time[row ?? 0] ?? 0;
  }

  /** The number of steps before the first that nothing has got to. */
  firstMissing(): number {
    const missing = this.#chains.findIndex((chains) => chains.length === 0);
    return missing === -1 ? this.#chains.length : missing;
  }

  /** The number of the last step that something has got to. */
  furthest(): number {
    return this.#chains.findLastIndex((chains) => chains.length > 0) + 1;
  }

  /** The chain that got `level` steps last. */
  best(level: number): Chain {
    return this.#chains[level - 1]?.at(-1) ?? [];
  }
}
