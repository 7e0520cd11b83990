// Two resolves in a process of its own, so that its peak memory is its own: everything, then an increment. Prints what
// they took and what the second did to the ids, as JSON. node dist/bench/identity/measured-resolve.js STORE WORLD
import { join } from "node:path";
import { configSchema } from "../../models/config.ts";
import { resolveNamespaces } from "../../pipeline/config/namespaces.ts";
import type { RunContext, StageReporter } from "../../pipeline/run/run-context.ts";
import { resolve } from "../../pipeline/stages/resolve.ts";
import type { Session } from "../../pipeline/warehouse/session.ts";
import { Warehouse } from "../../pipeline/warehouse/warehouse.ts";
import { generateEvents, type IdentityWorld } from "./generate-events.ts";
import { StatementClock, type StatementTime } from "./timed-session.ts";

export interface MeasuredResolve {
  readonly seconds: number;
  /** Of all threads. */
  readonly cpuSeconds: number;
  /** Reading, normalising and interning identifiers; consent. */
  readonly internSeconds: number;
  readonly resolveSeconds: number;
  /** Of both: outside the warehouse. */
  readonly javascriptSeconds: number;
  readonly peakBytes: number;
  readonly profiles: number;
  readonly broken: number;
  readonly changes: Readonly<Record<string, number>>;
  readonly dearest: readonly StatementTime[];
}

export interface IdChanges {
  readonly profilesBefore: number;
  /** Ids that vanished or appeared without exactly one row that tells why. */
  readonly unexplained: number;
  /** Ids of before and after whose anchor is another. */
  readonly passedWithoutAnchor: number;
  readonly anchorMoved: number;
}

class StageSeconds implements StageReporter {
  readonly seconds: Record<string, number> = {};
  #stage = "";
  #since = 0;

  begin(stage: string): void {
    this.#stage = stage;
    this.#since = performance.now();
  }

  advance(): void {
    // Nobody looks.
  }

  end(): void {
    this.seconds[this.#stage] = (performance.now() - this.#since) / 1000;
  }
}

const measure = async (warehouse: Warehouse, runId: string): Promise<MeasuredResolve> => {
  const config = configSchema.parse({
    sources: [{ name: "bench", connector: "polku/events", files: "none" }],
  });
  const clock = new StatementClock();
  const reporter = new StageSeconds();
  const context: RunContext = {
    warehouse: clock.watch(warehouse),
    config,
    namespaces: resolveNamespaces(config),
    folder: ".",
    workspace: ".",
    secret: Buffer.from("a secret for the benchmark only"),
    runId,
    reporter,
  };
  const end = BigInt(Date.parse("2027-01-01T00:00:00Z")) * 1000n;
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const resolved = await resolve(context, end, { isFull: false });
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const times = clock.take();
  return {
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    internSeconds: reporter.seconds["admit"] ?? 0,
    resolveSeconds: reporter.seconds["resolve"] ?? 0,
    javascriptSeconds: seconds - times.reduce((sum, time) => sum + time.seconds, 0),
    // maxRSS is in kibibytes.
    peakBytes: process.resourceUsage().maxRSS * 1024,
    profiles: resolved.profiles,
    broken: resolved.broken,
    changes: resolved.changes,
    dearest: times.slice(0, 15),
  };
};

/** Every id of before is still there or has exactly one row; every new one is told or is what another became. */
const idChanges = async (session: Session, runId: string): Promise<IdChanges> => {
  const told = "select profile_id from identity_changes where run_id = $1";
  const vanished = "select profile_id from bench_before anti join profiles using (profile_id)";
  const appeared = "select profile_id from profiles anti join bench_before using (profile_id)";
  const count = (sql: string): Promise<number> =>
    session.count(`select count(*) from (${sql})`, sql.includes("$1") ? [runId] : []);
  const unexplained =
    (await count(
      `${vanished} anti join (${told} group by profile_id having count(*) = 1) as once using (profile_id)`,
    )) +
    (await count(
      `${appeared} anti join (
        ${told} and cause in ('created', 'split')
        union all select other_profile_id as profile_id from identity_changes where run_id = $1
      ) as known using (profile_id)`,
    ));
  return {
    profilesBefore: await session.count("select count(*) from bench_before"),
    unexplained,
    passedWithoutAnchor: await count(
      `select profile_id from bench_before as before inner join profiles as after using (profile_id)
      where before.profile_key <> after.profile_key`,
    ),
    anchorMoved: await session.count(
      "select count(*) from identity_changes where run_id = $1 and cause = 'anchor_moved'",
      [runId],
    ),
  };
};

const [store = "", text = "{}", memory = "1GB"] = process.argv.slice(2);
const world = JSON.parse(text) as IdentityWorld;
const warehouse = await Warehouse.open(store, {
  memory_limit: memory,
  threads: 2,
  temp_directory: join(store, "..", "tmp"),
});
const first = await measure(warehouse, "first");
await warehouse.writer.run("create temp table bench_before as select profile_key, profile_id from profiles");
await generateEvents(warehouse.writer, world, 1);
const second = await measure(warehouse, "second");
const ids = await idChanges(warehouse.writer, "second");
const [entities, links] = [
  await warehouse.writer.count("select count(*) from identifiers"),
  await warehouse.writer.count("select count(*) from links"),
];
warehouse.close();
process.stdout.write(`${JSON.stringify({ first, second, ids, entities, links })}\n`);
