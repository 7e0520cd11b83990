// Where a run spends time, memory and disk: stage by stage, and part by part within it. Listens to what stages
// report and watches the process and the engine's folder beside them; decides nothing.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Measures, RunProfileStage } from "../../models/results.ts";
import type { StageName, StageReporter } from "./run-context.ts";

const lookEveryMs = 250;

/** From an instant on: when it was, the processor's time by then, and the most that was seen since. */
interface Span {
  readonly startedAt: number;
  readonly cpu: NodeJS.CpuUsage;
  rss: number;
  spilled: number;
}

const begun = (): Span => ({
  startedAt: performance.now(),
  cpu: process.cpuUsage(),
  rss: process.memoryUsage.rss(),
  spilled: 0,
});

const inSeconds = (milliseconds: number): number => Math.round(milliseconds) / 1000;

const measuresOf = (span: Span): Measures => {
  const { user, system } = process.cpuUsage(span.cpu);
  return {
    seconds: inSeconds(performance.now() - span.startedAt),
    cpu_seconds: inSeconds((user + system) / 1000),
    peak_rss_bytes: Math.max(span.rss, process.memoryUsage.rss()),
    peak_spilled_bytes: span.spilled,
  };
};

/** The bytes that the engine holds on disk because they did not fit into memory. */
const spilledBytes = async (folder: string): Promise<number> => {
  const files = await readdir(folder).catch(() => []);
  const sizes = files
    .filter((file) => file.startsWith("duckdb_temp"))
    .map(async (file) => (await stat(join(folder, file)).catch(() => undefined))?.size ?? 0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
};

interface RunningStage {
  readonly name: StageName;
  readonly span: Span;
  readonly parts: RunProfileStage["parts"];
  /** Since the part before ended. */
  part: Span;
}

/** A reporter that measures, and passes on what it is told. It must be stopped. */
export class RunProfile implements StageReporter {
  readonly #listener: StageReporter;
  readonly #spillFolder: string;
  readonly #whole = begun();
  readonly #running: RunningStage[] = [];
  readonly #stages: RunProfileStage[] = [];
  readonly #timer: NodeJS.Timeout;

  /** `spillFolder`: where the engine writes what does not fit into memory. */
  constructor(listener: StageReporter, spillFolder: string) {
    this.#listener = listener;
    this.#spillFolder = spillFolder;
    this.#timer = setInterval(() => void this.#look(), lookEveryMs).unref();
  }

  begin(name: StageName, unit: Parameters<StageReporter["begin"]>[1]): void {
    this.#running.push({ name, span: begun(), parts: [], part: begun() });
    this.#listener.begin(name, unit);
  }

  advance(done: number, total?: number): void {
    if (total === undefined) this.#listener.advance(done);
    else this.#listener.advance(done, total);
  }

  part(name: string, rows: number): void {
    const stage = this.#running.at(-1);
    stage?.parts.push({ name, rows, ...measuresOf(stage.part) });
    if (stage !== undefined) stage.part = begun();
    this.#listener.part?.(name, rows);
  }

  end(rows: number): void {
    const stage = this.#running.pop();
    if (stage !== undefined) {
      this.#stages.push({ name: stage.name, rows, ...measuresOf(stage.span), parts: stage.parts });
    }
    this.#listener.end(rows);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** What was measured so far; a stage that has not ended is not in `stages`. */
  measured(): Measures & { stages: RunProfileStage[] } {
    return { ...measuresOf(this.#whole), stages: this.#stages };
  }

  async #look(): Promise<void> {
    const rss = process.memoryUsage.rss();
    const spilled = await spilledBytes(this.#spillFolder);
    const spans = [this.#whole, ...this.#running.flatMap(({ span, part }) => [span, part])];
    for (const span of spans) {
      span.rss = Math.max(span.rss, rss);
      span.spilled = Math.max(span.spilled, spilled);
    }
  }
}
