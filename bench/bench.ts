// npm run bench -- --events N [--repeat R] [--seed S] [--memory 4GB] [--json F]: what a run costs, as a ratio to reading the same file.
// The floor is DuckDB's own `create table as select` from the same JSON lines, checkpoint included.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { plainText } from "../pipeline/warehouse/plain-value.ts";
import { Warehouse } from "../pipeline/warehouse/warehouse.ts";
import { compareSnapshots } from "./compare-snapshots.ts";
import { generateWorld } from "./generate-world.ts";

interface Measured {
  readonly seconds: number;
  readonly peakBytes: number;
  readonly parts: readonly { readonly stage: string; readonly name: string; readonly seconds: number }[];
  readonly result: {
    readonly run_id: string;
    readonly snapshot_dir: string;
    readonly profiles: number;
    readonly stages: readonly { readonly name: string; readonly seconds: number; readonly rows: number }[];
  };
}

const { values: options } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    repeat: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    memory: { type: "string", default: "4GB" },
    json: { type: "string" },
    keep: { type: "boolean", default: false },
  },
});
const engine = { memory_limit: options.memory, threads: 2 };

/** Models that speak of all profiles at once; what comes before them in build is per profile. */
const isTableModel = (name: string): boolean => name.startsWith("fct_") || name.startsWith("ingest_");

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const timed = async (work: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
};

const floor = async (folder: string, events: string): Promise<number> => {
  const store = join(folder, "floor.duckdb");
  rmSync(store, { force: true });
  const warehouse = await Warehouse.open(store, { ...engine, temp_directory: join(folder, "floor-tmp") });
  const seconds = await timed(async () => {
    await warehouse.writer.run(
      `create table floor_events as select * from read_json('${events}', format = 'newline_delimited',
      ignore_errors = true, columns = {event_id: 'varchar', channel: 'varchar', event_type: 'varchar',
      direction: 'varchar', occurred_at: 'timestamp', identifiers: 'struct(anonymous_id varchar, user_id varchar,
      email varchar, phone varchar, loyalty_card varchar)', item: 'varchar', campaign: 'varchar', "value": 'varchar',
      currency: 'varchar', properties: 'json'})`,
    );
    await warehouse.writer.run("checkpoint");
  });
  warehouse.close();
  rmSync(store, { force: true });
  return seconds;
};

/** How many ids the increment changed, by cause, as its snapshot tells. */
const idsChanged = async (run: Measured | undefined): Promise<Readonly<Record<string, number>>> => {
  if (run === undefined) return {};
  const warehouse = await Warehouse.open(":memory:", { ...engine, temp_directory: undefined });
  const rows = await warehouse.writer.rows(
    `select cause, count(*)::integer as ids from '${join(run.result.snapshot_dir, "identity_history.parquet")}'
    where run_id = $1 group by cause order by cause`,
    [run.result.run_id],
  );
  warehouse.close();
  return Object.fromEntries(rows.map((row) => [plainText(row["cause"]), Number(row["ids"])]));
};

const configText = (workspace: string, files: readonly string[]): string =>
  [
    `workspace: ./${workspace}`,
    "sources:",
    `  - { name: world, connector: polku/events, files: [${files.join(", ")}] }`,
    "identity: { secret_file: ./bench.secret, phone: { default_country: FI } }",
    "journeys:",
    "  - { name: purchase, goal: { event_type: order_completed }, idle_days: 30 }",
    "funnels:",
    "  - { name: checkout, window_days: 14, steps: [ { event_type: product_viewed }, { event_type: cart_added }, { event_type: order_completed } ] }",
    `engine: { memory_limit: ${engine.memory_limit}, threads: ${engine.threads}, temp_directory: ./tmp }`,
    "quarantine: { max_share: 1 }",
    "",
  ].join("\n");

const measuredRun = (folder: string, workspace: string, files: readonly string[]): Measured => {
  const config = join(folder, `${workspace}.yaml`);
  writeFileSync(config, configText(workspace, files));
  const script = join(import.meta.dirname, "measured-run.js");
  const output = execFileSync(process.execPath, [script, config], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1e8,
  });
  return JSON.parse(output) as Measured;
};

const events = Number(options.events);
const persons = Math.ceil(events / 10);
const seed = Number(options.seed);
const day = 86_400;
const folder = mkdtempSync(join(tmpdir(), "polku-bench-"));
mkdirSync(folder, { recursive: true });

const base = {
  persons,
  seed,
  prefix: "",
  copiesPercent: 1,
  events,
  startAt: "2026-01-01T00:00:00Z",
  spanSeconds: 120 * day,
};
await generateWorld(join(folder, "base.ndjson"), base);
// Of the new events one in ten is late by up to 30 days, and 5 % of the records are copies.
await generateWorld(
  join(folder, "new.ndjson"),
  {
    ...base,
    copiesPercent: 5,
    prefix: "n-",
    seed: seed + 1000,
    events: events * 0.0086,
    startAt: "2026-05-01T00:00:00Z",
    spanSeconds: day,
  },
  {
    ...base,
    copiesPercent: 5,
    prefix: "l-",
    seed: seed + 2000,
    events: events * 0.001,
    startAt: "2026-04-01T00:00:00Z",
    spanSeconds: 30 * day,
  },
);

const floors: number[] = [];
const fulls: Measured[] = [];
const increments: Measured[] = [];
let differences: Readonly<Record<string, number>> = {};
for (let round = 0; round < Number(options.repeat); round += 1) {
  floors.push(await floor(folder, join(folder, "base.ndjson")));
  for (const workspace of ["grown", "fresh"])
    rmSync(join(folder, workspace), { recursive: true, force: true });
  fulls.push(measuredRun(folder, "grown", ["base.ndjson"]));
  const grown = measuredRun(folder, "grown", ["base.ndjson", "new.ndjson"]);
  increments.push(grown);
  if (round === 0) {
    const fresh = measuredRun(folder, "fresh", ["base.ndjson", "new.ndjson"]);
    differences = await compareSnapshots(grown.result.snapshot_dir, fresh.result.snapshot_dir);
  }
}

const full = fulls[0];
if (full === undefined) throw new Error("--repeat must be at least 1");
const floorSeconds = median(floors);
const fullSeconds = median(fulls.map((run) => run.seconds));
const incrementSeconds = median(increments.map((run) => run.seconds));
const ofStage = (runs: readonly Measured[], name: string): number =>
  median(runs.map((run) => run.result.stages.find((stage) => stage.name === name)?.seconds ?? 0));
const stageSeconds = (run: Measured, name: string): number =>
  run.result.stages.find((stage) => stage.name === name)?.seconds ?? 0;
const tableModelSeconds = (run: Measured): number =>
  run.parts
    .filter(({ stage, name }) => stage === "build" && isTableModel(name))
    .reduce((sum, { seconds }) => sum + seconds, 0);
const toAllTables = median(increments.map((run) => run.seconds - stageSeconds(run, "publish")));
// All audits are counted in, also those of tables over all profiles.
const toProfileTables = median(
  increments.map((run) => run.seconds - stageSeconds(run, "publish") - tableModelSeconds(run)),
);
const report = {
  machine: {
    cpus: cpus().length,
    model: cpus()[0]?.model ?? "",
    memory_bytes: totalmem(),
    node: process.version,
  },
  events,
  floor_seconds: floorSeconds,
  full: {
    seconds: fullSeconds,
    ratio: fullSeconds / floorSeconds,
    identity_ratio: (ofStage(fulls, "admit") + ofStage(fulls, "resolve")) / floorSeconds,
    profiles: full.result.profiles,
    stages: full.result.stages.map((stage) => ({
      name: stage.name,
      seconds: ofStage(fulls, stage.name),
      ratio: ofStage(fulls, stage.name) / floorSeconds,
      rows: stage.rows,
    })),
  },
  increment: {
    seconds: incrementSeconds,
    stages: increments[0]?.result.stages ?? [],
    to_profile_tables_ratio: toProfileTables / fullSeconds,
    to_all_tables_ratio: toAllTables / fullSeconds,
    with_snapshot_ratio: incrementSeconds / fullSeconds,
    equal: Object.values(differences).every((rows) => rows === 0),
    differences,
    ids_changed: { by_cause: await idsChanged(increments[0]) },
  },
  peak_rss_bytes: Math.max(...fulls.map((run) => run.peakBytes)),
};

console.table(report.full.stages);
console.table(report.increment.stages);
const slowest = (full.parts ?? []).toSorted((left, right) => right.seconds - left.seconds).slice(0, 12);
console.table(slowest);
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
if (options.keep) process.stdout.write(`kept ${folder}\n`);
else rmSync(folder, { recursive: true, force: true });
