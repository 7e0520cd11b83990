// Commits staged batches, whatever of one source waits in one transaction: few large commits are cheap, many small
// ones are not.
import { faultPoint } from "../fault-point.ts";
import type { RunContext } from "../run/run-context.ts";
import { commitFiles } from "../stages/deduplicate.ts";
import { dropStaged } from "../stages/land.ts";
import type { StagedBatch } from "../stages/staged-file.ts";

/** Staged records above which reading waits for a commit. */
const backlogRecords = 500_000;

export class Committer {
  readonly #context: RunContext;
  #waiting: { readonly source: string; readonly batch: StagedBatch }[] = [];
  #tail: Promise<void> = Promise.resolve();
  #backlog = 0;
  /** Records committed so far. */
  records = 0;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Takes a batch in; it is committed when others need room, or at the end. */
  add(source: string, batch: StagedBatch): void {
    faultPoint("land-staged");
    this.#waiting.push({ source, batch });
    this.#backlog += recordsOf(batch);
  }

  /** Resolves when there is room to stage more; throws what a commit threw. */
  async makeRoom(): Promise<void> {
    if (this.#backlog > backlogRecords) await this.drain();
  }

  /** Resolves when everything is committed; throws what a commit threw. */
  async drain(): Promise<void> {
    this.#tail = this.#tail.then(() => this.#commitWaiting());
    await this.#tail;
  }

  /** As drain, for the way out: waits for what has begun, and leaves the failure to whoever saw it first. */
  async settle(): Promise<void> {
    await this.#tail.catch(() => undefined);
  }

  async #commitWaiting(): Promise<void> {
    for (let source = this.#waiting[0]?.source; source !== undefined; source = this.#waiting[0]?.source) {
      const chosen = source;
      const batches = this.#waiting.filter((entry) => entry.source === chosen).map((entry) => entry.batch);
      this.#waiting = this.#waiting.filter((entry) => entry.source !== chosen);
      await commitFiles(this.#context, chosen, batches);
      await dropStaged(this.#context.warehouse.writer, batches);
      const records = batches.reduce((sum, batch) => sum + recordsOf(batch), 0);
      this.#backlog -= records;
      this.records += records;
    }
  }
}

const recordsOf = (batch: StagedBatch): number => batch.files.reduce((sum, file) => sum + file.records, 0);
