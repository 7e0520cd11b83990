// One run in a process of its own, so that its peak memory is its own: prints the run's result, the peak and the
// seconds of each part of a stage as JSON. node dist/bench/measured-run.js CONFIG [--rebuild]
import type { StageReporter } from "../pipeline/run/run-context.ts";
import { rebuild, run } from "../pipeline/run.ts";

/** Seconds of each part, from the end of the one before. */
class PartTimes implements StageReporter {
  readonly parts: { readonly stage: string; readonly name: string; readonly seconds: number }[] = [];
  #stage = "";
  #since = performance.now();

  begin(stage: string): void {
    this.#stage = stage;
    this.#since = performance.now();
  }

  part(name: string): void {
    const now = performance.now();
    this.parts.push({ stage: this.#stage, name, seconds: (now - this.#since) / 1000 });
    this.#since = now;
  }

  advance(): void {
    // Nobody looks.
  }

  end(): void {
    this.#stage = "";
  }
}

const [config, mode] = process.argv.slice(2);
const reporter = new PartTimes();
const startedAt = performance.now();
const result = await (mode === "--rebuild" ? rebuild : run)({ config: config ?? "polku.yaml", reporter });
const seconds = (performance.now() - startedAt) / 1000;
// maxRSS is in kibibytes.
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ seconds, peakBytes, result, parts: reporter.parts })}\n`);
