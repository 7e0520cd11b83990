// npm run bench:journeys -- --events N [--folder DIR] [--json F]: how long analyses take over one snapshot of N events of
// N / 10 persons, in wall and CPU seconds, beside the goals. DIR keeps the world, so that it is made once.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { funnel, paths, sessions } from "../pipeline/index.ts";
import { generateWorld } from "./generate-world.ts";
import { type Ask, askedAnalyses, randomAnalyses } from "./random-analyses.ts";

const { values: options } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    folder: { type: "string" },
    random: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    json: { type: "string" },
  },
});

const configText = [
  "workspace: ./workspace",
  "sources: [{ name: world, connector: polku/events, files: world.ndjson }]",
  "identity: { secret_file: ./bench.secret, phone: { default_country: FI } }",
  "journeys: [{ name: purchase, goal: { event_type: order_completed }, idle_days: 30 }]",
  "engine: { memory_limit: 4GB, threads: 2, temp_directory: ./tmp }",
  "quarantine: { max_share: 1 }",
  "",
].join("\n");

/** The configuration of a workspace with a snapshot of so many events. */
const prepared = async (folder: string, events: number): Promise<string> => {
  const config = join(folder, "polku.yaml");
  if (existsSync(join(folder, "workspace/snapshots/current"))) return config;
  mkdirSync(folder, { recursive: true });
  writeFileSync(config, configText);
  await generateWorld(join(folder, "world.ndjson"), {
    events,
    persons: Math.ceil(events / 10),
    seed: Number(options.seed),
    prefix: "",
    copiesPercent: 0,
    startAt: "2026-01-01T00:00:00Z",
    spanSeconds: 120 * 86_400,
  });
  const script = join(import.meta.dirname, "measured-run.js");
  execFileSync(process.execPath, [script, config], { stdio: ["ignore", "ignore", "inherit"] });
  return config;
};

interface Measured {
  readonly analysis: string;
  readonly seconds: number;
  readonly cpu_seconds: number;
  readonly rows: number;
  readonly goal: number | null;
}

const kinds = { paths, funnel, sessions } as const;

const measured = async (
  config: string,
  { name, kind, definition, identity, goal }: Ask,
): Promise<Measured> => {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const { rows } = await kinds[kind]({ config, definition, identity });
  const { user, system } = process.cpuUsage(cpu);
  return {
    analysis: name,
    seconds: (performance.now() - startedAt) / 1000,
    cpu_seconds: (user + system) / 1e6,
    rows: rows.length,
    goal: goal ?? null,
  };
};

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((left, right) => left - right)[Math.ceil(values.length * share) - 1] ?? Number.NaN;

const folder = options.folder ?? mkdtempSync(join(tmpdir(), "polku-bench-journeys-"));
const config = await prepared(folder, Number(options.events));
// The first call of a process also warms it up.
await paths({ config, definition: { show: "graph", label: "channel" } });
const figures: Measured[] = [];
for (const ask of askedAnalyses) figures.push(await measured(config, ask));
console.table(figures);
const random: Measured[] = [];
for (const ask of randomAnalyses(Number(options.random), Number(options.seed))) {
  random.push(await measured(config, ask));
}
const report = {
  events: Number(options.events),
  figures,
  random: {
    definitions: random.length,
    p50_seconds: percentile(
      random.map(({ seconds }) => seconds),
      0.5,
    ),
    p95_seconds: percentile(
      random.map(({ seconds }) => seconds),
      0.95,
    ),
    p95_cpu_seconds: percentile(
      random.map(({ cpu_seconds }) => cpu_seconds),
      0.95,
    ),
    goal: 2,
    slowest: random.toSorted((left, right) => right.seconds - left.seconds).slice(0, 5),
  },
  peak_rss_bytes: process.resourceUsage().maxRSS * 1024,
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
