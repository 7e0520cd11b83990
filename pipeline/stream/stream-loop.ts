// The loop of a stream: batches, watched files, snapshots on a timer; and what to do when one of them fails.
import { setTimeout as sleep } from "node:timers/promises";
import type { RunResult } from "../../models/results.ts";
import { PolkuError } from "../../models/errors.ts";
import type { Logger } from "../log.ts";
import type { BatchRunner } from "./batch-runner.ts";

export interface LoopSettings {
  /** Closes the store and opens it again. */
  readonly reopen: () => Promise<void>;
  readonly runner: BatchRunner;
  readonly publish: () => Promise<RunResult>;
  readonly publishSeconds: number;
  /** Makes the snapshot that is being made fail. */
  readonly interruptPublish: () => void;
  /** How long a snapshot is waited for at the end. */
  readonly patienceSeconds: number;
  /** Reads files that are new, until it is told to end. */
  readonly watch: (isEnding: () => boolean) => Promise<void>;
  /** How long between two looks; infinite where one is enough. */
  readonly watchSeconds: number;
  readonly log: Logger;
  /** Gives an error of the store in words that a person can act on. */
  readonly explain: (error: unknown) => Promise<unknown>;
  /** Told of each failure, and of each time that it went on. */
  readonly onState: (problem: string | null) => void;
}

const firstPauseMilliseconds = 100;
const longestPauseMilliseconds = 15_000;
/** Between two attempts to give a snapshot up. */
const interruptMilliseconds = 50;

/** The engine gave up: every statement fails until the store is opened again. */
const isFatal = (error: unknown): boolean =>
  error instanceof Error && /database has been invalidated|FATAL Error|INTERNAL Error/i.test(wordsOf(error));

const wordsOf = (error: unknown): string =>
  error instanceof Error ? `${error.message}\n${wordsOf(error.cause)}` : "";

export class StreamLoop {
  readonly #settings: LoopSettings;
  #isEnding = false;
  #failures = 0;
  #publishAt: number;
  #watchAt = 0;
  /** Told to end while files were read: who their people are was not resolved, and a last batch would wait for that. */
  #isLookCut = false;
  /** When the loop last got anywhere, by the monotone clock in milliseconds. */
  aliveAt = performance.now();
  /** Asked for from outside: answered by the next snapshot. */
  #asked: { readonly resolve: (result: RunResult) => void; readonly reject: (error: unknown) => void }[] = [];
  readonly #wake = new AbortController();
  /** The snapshot that is being made. */
  #publishing: Promise<void> | undefined;

  constructor(settings: LoopSettings) {
    this.#settings = settings;
    this.#publishAt = performance.now() + settings.publishSeconds * 1000;
  }

  /** The next snapshot, begun as soon as may be. Rejects as a run does. */
  publishNow(): Promise<RunResult> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
    });
  }

  /** The batch at hand is stored, no further one begins. */
  end(): void {
    this.#isEnding = true;
    this.#wake.abort();
  }

  /** Resolves after `end`, with everything stored that was handed over. */
  async run(): Promise<void> {
    const { runner } = this.#settings;
    while (!this.#isEnding) await this.#guarded(() => this.#turn());
    const stopInterrupting = this.#interruptLater();
    await this.#guarded(async () => {
      if (!this.#isLookCut) await runner.next(() => true);
      await runner.settle();
    });
    await this.#publishing;
    stopInterrupting();
    const error = new PolkuError("internal", { problem: "The stream ended before it published." });
    for (const { reject } of this.#asked) reject(error);
  }

  /** A snapshot may be finished while there is time; then it is given up. The last batch may be waiting for it. */
  #interruptLater(): () => void {
    const { patienceSeconds, interruptPublish } = this.#settings;
    let timer = setTimeout(() => {
      timer = setInterval(interruptPublish, interruptMilliseconds);
    }, patienceSeconds * 1000);
    return () => clearTimeout(timer);
  }

  async #turn(): Promise<void> {
    const { runner, watch, watchSeconds } = this.#settings;
    if (performance.now() >= this.#watchAt) {
      await watch(() => this.#isEnding);
      this.#isLookCut = this.#isEnding;
      if (this.#isLookCut) return;
      this.#watchAt = performance.now() + watchSeconds * 1000;
    }
    const hasCome = await runner.next(() => this.#isEnding);
    // After a failure only what is stored is a success.
    if (!hasCome || this.#failures > 0) await runner.settle();
    this.#succeeded();
    const isDue = this.#asked.length > 0 || performance.now() >= this.#publishAt;
    if (isDue && !this.#isEnding && this.#publishing === undefined) this.#publish();
  }

  /** Beside the batches. What fails here is told and tried again when it is time; the snapshot before stays current. */
  #publish(): void {
    const asked = this.#asked;
    this.#asked = [];
    this.#publishing = this.#settings
      .publish()
      .then(
        (result) => asked.forEach(({ resolve }) => resolve(result)),
        async (error: unknown) => {
          const told = await this.#settings.explain(error);
          this.#settings.log.error({ err: told }, "no snapshot this time");
          asked.forEach(({ reject }) => reject(told));
        },
      )
      .finally(() => {
        this.#publishing = undefined;
        this.#publishAt = performance.now() + this.#settings.publishSeconds * 1000;
      });
  }

  #succeeded(): void {
    this.aliveAt = performance.now();
    if (this.#failures === 0) return;
    this.#failures = 0;
    this.#settings.onState(null);
    this.#settings.log.info("stream goes on");
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const error = await this.#settings.explain(thrown);
      this.#failures += 1;
      this.#settings.onState(error instanceof PolkuError ? error.code : "internal");
      this.#settings.log.error({ err: error, failures: this.#failures }, "stream failed, trying again");
      await this.#pause();
      await this.#recover(error);
    }
  }

  /** Longer after each failure; cut short by the end. */
  async #pause(): Promise<void> {
    const milliseconds = Math.min(
      firstPauseMilliseconds * 2 ** (this.#failures - 1),
      longestPauseMilliseconds,
    );
    await sleep(milliseconds, undefined, { signal: this.#wake.signal }).catch(() => undefined);
  }

  /** A store that failed twice is opened again, also where the engine did not say that it gave up. */
  async #recover(error: unknown): Promise<void> {
    const { reopen, runner, log } = this.#settings;
    try {
      if (isFatal(error) || this.#failures > 1) {
        await runner.closeStaging();
        await reopen();
      }
      await runner.recover();
    } catch (again) {
      log.error({ err: again, failures: this.#failures }, "the store cannot be opened yet");
    }
  }
}
