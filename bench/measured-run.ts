// One run in a process of its own, so that its peak memory is its own: prints the run's result and the peak as JSON.
// node dist/bench/measured-run.js CONFIG [--rebuild]
import { rebuild, run } from "../pipeline/run.ts";

const [config, mode] = process.argv.slice(2);
const startedAt = performance.now();
const result = await (mode === "--rebuild" ? rebuild : run)({ config: config ?? "polku.yaml" });
const seconds = (performance.now() - startedAt) / 1000;
// maxRSS is in kibibytes.
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ seconds, peakBytes, result })}\n`);
