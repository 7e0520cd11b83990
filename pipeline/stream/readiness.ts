// Whether a stream does its work: what `/readyz` answers by. It tells the truth about the loop and the inputs; that the
// journal is durable the server asks of the journal itself.
import type { StreamInput } from "../../connectors/transports/stream-input.ts";
import type { Readiness } from "../serve/serve-options.ts";

const lookMilliseconds = 1_000;

/** Since when each input has not been reading, by the monotone clock. */
export class StreamHealth {
  readonly #inputs: readonly StreamInput[];
  readonly #stallMilliseconds: number;
  readonly #aliveAt: () => number;
  readonly #silentSince = new Map<string, number>();
  /** Why the loop cannot go on at the moment: the code of an error. */
  problem: string | null = null;

  constructor(inputs: readonly StreamInput[], stallSeconds: number, aliveAt: () => number) {
    this.#inputs = inputs;
    this.#stallMilliseconds = stallSeconds * 1000;
    this.#aliveAt = aliveAt;
  }

  /** Looks at the inputs every second, so that silence counts from its beginning and not from the first question. */
  watch(): { readonly stop: () => void } {
    const timer = setInterval(() => this.status(), lookMilliseconds);
    return { stop: () => clearInterval(timer) };
  }

  status(): Readiness {
    const now = performance.now();
    const reasons = this.#inputs.flatMap((input) => this.#reasonOf(input, now));
    if (this.problem !== null) reasons.push(`the store does not take batches now (${this.problem})`);
    const silent = now - this.#aliveAt();
    if (silent > this.#stallMilliseconds) {
      reasons.push(`no batch was finished for ${Math.round(silent / 1000)} s`);
    }
    return { isReady: reasons.length === 0, reasons };
  }

  /** An input may be away for a moment: a broker that is started again is no reason to be replaced. */
  #reasonOf(input: StreamInput, now: number): string[] {
    const { isReading, problem } = input.state();
    if (isReading) {
      this.#silentSince.delete(input.name);
      return [];
    }
    const since = this.#silentSince.get(input.name) ?? now;
    this.#silentSince.set(input.name, since);
    const isLong = now - since > this.#stallMilliseconds;
    return isLong ? [`the input ${input.name} does not read${problem === null ? "" : `: ${problem}`}`] : [];
  }
}
