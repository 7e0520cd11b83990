// The benchmark's input: JSON lines of polku/events, the same for the same parameters.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../pipeline/warehouse/sql-text.ts";
import { Warehouse } from "../pipeline/warehouse/warehouse.ts";

export interface World {
  readonly events: number;
  readonly persons: number;
  readonly seed: number;
  /** Begins every event id, so that two files do not speak of the same event. */
  readonly prefix: string;
  /** Of a hundred records so many come twice. */
  readonly copiesPercent: number;
  readonly startAt: string;
  readonly spanSeconds: number;
}

const lines = (world: World): string => {
  const parameters: Readonly<Record<string, string>> = {
    $events: String(world.events),
    $persons: String(world.persons),
    $seed: String(world.seed),
    $copies_percent: String(world.copiesPercent),
    $prefix: `'${world.prefix}'`,
    $start_us: String(BigInt(Date.parse(world.startAt)) * 1000n),
    $span_seconds: String(world.spanSeconds),
  };
  // COPY takes no bound parameters.
  return readFileSync(join(packageRoot, "bench/world.sql"), "utf8").replaceAll(
    /\$[a-z_]+/g,
    (name) => parameters[name] ?? name,
  );
};

/** Writes one world, or several behind each other in the order of their times. */
export const generateWorld = async (file: string, ...worlds: readonly World[]): Promise<void> => {
  const warehouse = await Warehouse.open(":memory:", {
    memory_limit: "8GB",
    threads: 2,
    temp_directory: `${file}.tmp`,
  });
  const union = worlds.map((world) => `(${lines(world)})`).join(" union all ");
  await warehouse.writer.run(
    `copy (${union}) to '${file}' (format csv, header false, quote '', escape '', delimiter e'\\x01')`,
  );
  warehouse.close();
};
