// The law of restatements: what a snapshot says that it tells otherwise is what differs from the one before.
import { join } from "node:path";
import { afterAll } from "vitest";
import { Warehouse } from "../../pipeline/warehouse/warehouse.ts";
import { plainText } from "../../pipeline/warehouse/plain-value.ts";
import type { World } from "../world/random-world.ts";
import { type Delivery, deliveredFiles } from "./delivery.ts";
import { refuseUnequal } from "./laws.ts";
import { inPlayground } from "./playground.ts";

// The aggregates and what names their rows, by hand. Ranks, shares and steps of paths are no figures.
const aggregates: Readonly<Record<string, readonly string[]>> = {
  fct_paths: ["journey_name", "path"],
  fct_path_transitions: ["journey_name", "from_label", "to_label"],
  fct_drop_off_points: ["journey_name", "step_label"],
  fct_drop_offs: ["journey_name", "step_label", "channel", "drop_off_kind", "next_channel"],
  fct_funnel_steps: ["funnel_name", "step_number"],
};
const noFigures = ["path_rank", "share", "steps"];
const causes = ["statement", "identity", "late_events", "new_events", "data_end", "config_changed"];

const warehouse = await Warehouse.open(":memory:", {
  memory_limit: "512MB",
  threads: 1,
  temp_directory: undefined,
});
afterAll(() => warehouse.close());

type Cells = Map<string, string | null>;

/** Every figure of a snapshot's aggregates, by table, row and column. */
const cellsOf = async (snapshot: string): Promise<Cells> => {
  const cells: Cells = new Map();
  for (const [table, grain] of Object.entries(aggregates)) {
    const rows = await warehouse.writer.rows(
      `select json_array(${grain.join(", ")})::varchar as row_key, columns(*)::varchar
      from read_parquet('${join(snapshot, `${table}.parquet`)}')`,
    );
    for (const { row_key: key, ...row } of rows) {
      for (const [name, value] of Object.entries(row)) {
        if (grain.includes(name) || noFigures.includes(name)) continue;
        cells.set(
          `${table} ${plainText(key ?? null)} ${name}`,
          value === null ? null : plainText(value ?? null),
        );
      }
    }
  }
  return cells;
};

const differing = (before: Cells, after: Cells): string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map((cell) => [cell, before.get(cell) ?? null, after.get(cell) ?? null])
    .filter(([, one, other]) => one !== other)
    .map((cell) => JSON.stringify(cell))
    .toSorted();

/** What a snapshot says that it tells otherwise than the one before. */
const restated = async (snapshot: string): Promise<string[]> => {
  const rows = await warehouse.writer.rows(
    `select table_name || ' ' || key || ' ' || column_name as cell, value_before, value_after, cause
    from read_parquet('${join(snapshot, "restatements.parquet")}')
    where snapshot_id = $1 and table_name in (${Object.keys(aggregates)
      .map((name) => `'${name}'`)
      .join(", ")})`,
    [snapshot.replace(/^.*\//, "")],
  );
  refuseUnequal(
    "causes",
    rows.filter(({ cause }) => !causes.includes(plainText(cause ?? null))),
    [],
  );
  return rows.map((row) => JSON.stringify([row["cell"], row["value_before"], row["value_after"]])).toSorted();
};

/** Every snapshot tells exactly the figures of the aggregates by which it differs from the one before. */
export const refuseUntold = (world: World, delivery: Delivery): Promise<void> =>
  inPlayground(world.settings, async (playground) => {
    let before: Cells | undefined;
    let last = "";
    for (const files of deliveredFiles(world.arrivals, delivery)) {
      for (const { name, arrivals } of files) playground.write(name, arrivals);
      const { snapshot_dir: snapshot } = await playground.run();
      if (snapshot === last) continue;
      last = snapshot;
      const cells = await cellsOf(snapshot);
      const expected = before === undefined ? [] : differing(before, cells);
      refuseUnequal("restatements", await restated(snapshot), expected);
      before = cells;
    }
  });
