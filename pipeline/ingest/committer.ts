// Commits staged files, one batch after the other: whatever of one source waits goes in one transaction.
import type { RunContext } from "../run/run-context.ts";
import { commitFiles } from "../stages/deduplicate.ts";
import { dropStaged } from "../stages/land.ts";
import type { StagedFile } from "../stages/staged-file.ts";

/** Staged records above which reading waits for the commits. */
const backlogRecords = 500_000;

export class Committer {
  readonly #context: RunContext;
  #waiting: { readonly source: string; readonly file: StagedFile }[] = [];
  #tail: Promise<void> = Promise.resolve();
  #backlog = 0;
  /** Records committed so far. */
  records = 0;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Resolves when there is room to stage more; throws what a commit threw. */
  async add(source: string, file: StagedFile): Promise<void> {
    this.#waiting.push({ source, file });
    this.#backlog += file.records;
    this.#tail = this.#tail.then(() => this.#commitNext());
    // Whoever awaits the tail sees its failure; without this, one that nobody awaits yet would end the process.
    this.#tail.catch(() => undefined);
    if (this.#backlog > backlogRecords) await this.#tail;
  }

  /** Resolves when everything is committed; throws what a commit threw. */
  async drain(): Promise<void> {
    await this.#tail;
  }

  /** As drain, for the way out: waits, and leaves the failure to whoever saw it first. */
  async settle(): Promise<void> {
    await this.#tail.catch(() => undefined);
  }

  async #commitNext(): Promise<void> {
    const source = this.#waiting[0]?.source;
    if (source === undefined) return;
    const files = this.#waiting.filter((entry) => entry.source === source).map((entry) => entry.file);
    this.#waiting = this.#waiting.filter((entry) => entry.source !== source);
    await commitFiles(this.#context, source, files);
    await dropStaged(this.#context.warehouse.writer, files);
    const records = files.reduce((sum, file) => sum + file.records, 0);
    this.#backlog -= records;
    this.records += records;
  }
}
