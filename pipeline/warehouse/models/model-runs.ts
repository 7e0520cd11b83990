// Makes one model after the other and tells of each what it took.
import { faultPoint } from "../../fault-point.ts";
import { isQueryOnly, type Model } from "../models.ts";
import { modelFailed } from "./model-failed.ts";

export interface ModelRun {
  readonly name: string;
  readonly seconds: number;
  readonly rows: number;
}

/** Told after each model. */
export interface ModelReporter {
  advance(done: number, total: number): void;
  part?(name: string, rows: number): void;
}

export class ModelRuns {
  readonly runs: ModelRun[] = [];
  readonly #total: number;
  readonly #reporter: ModelReporter;
  #done = 0;

  constructor(total: number, reporter: ModelReporter) {
    this.#total = total;
    this.#reporter = reporter;
  }

  /** `create` leaves the model under its own name, as the session sees it, and gives its rows. Throws model_failed. */
  async make(model: Model, create: () => Promise<number>): Promise<void> {
    const started = performance.now();
    let rows = 0;
    try {
      if (!isQueryOnly(model)) rows = await create();
    } catch (cause) {
      throw modelFailed(model.name, cause);
    }
    faultPoint("build-model");
    this.#done += 1;
    this.#reporter.advance(this.#done, this.#total);
    if (model.kind === "view") return;
    this.#reporter.part?.(model.name, rows);
    this.runs.push({ name: model.name, seconds: (performance.now() - started) / 1000, rows });
  }
}
