// A stream that is a list: what a broker would hold, for tests of what comes after it.
import { setTimeout as sleep } from "node:timers/promises";
import type {
  InputState,
  StreamGap,
  StreamInput,
  StreamProgress,
  Taken,
} from "../../../connectors/transports/stream-input.ts";

export class ListInput implements StreamInput {
  readonly name: string;
  readonly #source: string;
  readonly #records: readonly (readonly [bigint, Buffer])[];
  readonly #gaps: StreamGap[];
  #next = 0n;
  /** At most so many records are handed over at once. */
  pieces = Number.POSITIVE_INFINITY;

  constructor(name: string, source: string, records: readonly string[], gaps: readonly StreamGap[] = []) {
    this.name = name;
    this.#source = source;
    this.#records = records.map((record, index) => [BigInt(index), Buffer.from(record)]);
    this.#gaps = [...gaps];
  }

  async start(stored: readonly StreamProgress[]): Promise<void> {
    await this.rewind(stored);
  }

  async rewind(stored: readonly StreamProgress[]): Promise<void> {
    this.#next = stored.find(({ stream }) => stream === this.name)?.next ?? 0n;
  }

  take(maxRecords: number): Taken {
    const waiting = this.#records.filter(([position]) => position >= this.#next);
    const taken = waiting.slice(0, Math.min(maxRecords, this.pieces));
    const gaps = this.#gaps.splice(0);
    if (taken.length === 0) return { arrivals: [], progress: [], gaps, oldestAt: null };
    this.#next = (taken.at(-1)?.[0] ?? 0n) + 1n;
    const positions = taken.map(([position]) => position);
    const records = taken.map(([, record]) => record);
    return {
      arrivals: [{ source: this.#source, origin: this.name, positions, records }],
      progress: [{ stream: this.name, next: this.#next, mark: "list" }],
      gaps,
      oldestAt: Date.now(),
    };
  }

  async waiting(milliseconds: number): Promise<void> {
    await sleep(Math.min(milliseconds, 5));
  }

  stored(): void {}

  state(): InputState {
    return { name: this.name, isReading: true, problem: null, lag: null };
  }

  async stop(): Promise<void> {}
}
