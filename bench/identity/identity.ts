// npm run bench:identity -- --entities N --links M [--violating S] [--seed S] [--increment N] [--memory 1GB] [--json F]:
// what it costs to find out who is who, and what a second run with late events does to the ids.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sqlFiles, sqlText } from "../../pipeline/warehouse/sql-text.ts";
import { Warehouse } from "../../pipeline/warehouse/warehouse.ts";
import { generateEvents, type IdentityWorld } from "./generate-events.ts";
import type { IdChanges, MeasuredResolve } from "./measured-resolve.ts";

interface Measured {
  readonly first: MeasuredResolve;
  readonly second: MeasuredResolve;
  readonly ids: IdChanges;
  readonly entities: number;
  readonly links: number;
}

const { values: options } = parseArgs({
  options: {
    entities: { type: "string", default: "1000000" },
    links: { type: "string", default: "1600000" },
    violating: { type: "string", default: "0.01" },
    seed: { type: "string", default: "1" },
    increment: { type: "string" },
    memory: { type: "string", default: "1GB" },
    json: { type: "string" },
  },
});

/** A store with the events of the first run, made in this process, so that the other's memory is its own. */
const generate = async (store: string, folder: string, world: IdentityWorld): Promise<number> => {
  const engine = { memory_limit: "3GB", threads: 2, temp_directory: join(folder, "generate-tmp") };
  const warehouse = await Warehouse.open(store, engine);
  for (const file of sqlFiles("sql/schema")) await warehouse.writer.run(sqlText(file));
  await generateEvents(warehouse.writer, world, 0);
  const events = await warehouse.writer.count("select count(*) from events");
  await warehouse.writer.run("checkpoint");
  warehouse.close();
  return events;
};

const entities = Number(options.entities);
const folder = mkdtempSync(join(tmpdir(), "polku-bench-identity-"));
const store = join(folder, "store.duckdb");
try {
  const world: IdentityWorld = {
    entities,
    links: Number(options.links),
    violating: Number(options.violating),
    seed: Number(options.seed),
    increment: Number(options.increment ?? Math.ceil(entities / 100)),
  };
  const events = await generate(store, folder, world);
  const script = join(import.meta.dirname, "measured-resolve.js");
  const output = execFileSync(process.execPath, [script, store, JSON.stringify(world), options.memory], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1e8,
  });
  const measured = JSON.parse(output) as Measured;
  const report = {
    machine: {
      cpus: cpus().length,
      model: cpus()[0]?.model ?? "",
      memory_bytes: totalmem(),
      node: process.version,
    },
    world: { ...world, events },
    ...measured,
    anchor_moved_share: measured.ids.anchorMoved / measured.ids.profilesBefore,
  };
  console.table(measured.first.dearest);
  console.table(measured.second.dearest.slice(0, 5));
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
