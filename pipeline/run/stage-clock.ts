// Measures the stages of a run and passes their progress on.
import type { StageName, StageReporter } from "./run-context.ts";

export type StageTime = {
  readonly name: StageName;
  readonly seconds: number;
  readonly rows: number;
};

/** A reporter that also keeps the time of each stage that ended, in the order in which they ended. */
export class StageClock implements StageReporter {
  readonly times: StageTime[] = [];
  readonly #listener: StageReporter | undefined;
  readonly #running: { name: StageName; startedAt: number }[] = [];

  constructor(listener?: StageReporter) {
    this.#listener = listener;
  }

  begin(stage: StageName, unit: Parameters<StageReporter["begin"]>[1]): void {
    this.#running.push({ name: stage, startedAt: performance.now() });
    this.#listener?.begin(stage, unit);
  }

  advance(done: number, total?: number): void {
    if (total === undefined) this.#listener?.advance(done);
    else this.#listener?.advance(done, total);
  }

  part(name: string, rows: number): void {
    this.#listener?.part?.(name, rows);
  }

  end(rows: number): void {
    const stage = this.#running.pop();
    if (stage !== undefined) {
      const seconds = Math.round(performance.now() - stage.startedAt) / 1000;
      this.times.push({ name: stage.name, seconds, rows });
    }
    this.#listener?.end(rows);
  }
}
