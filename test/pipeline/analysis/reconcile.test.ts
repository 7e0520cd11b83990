import * as fc from "fast-check";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AnalysisRow } from "../../../models/analyses/analysis-result.ts";
import { dropOffs, funnel, paths, reconcile } from "../../../pipeline/index.ts";
import { Warehouse } from "../../../pipeline/warehouse/warehouse.ts";
import { Playground } from "../../property/playground.ts";
import { randomCrowd } from "../../world/random-world.ts";

let playground: Playground;
beforeAll(async () => {
  const [world] = fc.sample(randomCrowd, { numRuns: 1, seed: 7 });
  playground = Playground.create({
    ...world?.settings,
    journeys: [{ name: "buy", goal: { event_type: "order_completed" }, idle_days: 3 }],
    funnels: [
      // What no touchpoint has yet is no slip in a configuration.
      { name: "hope", steps: [{ "properties.never": "seen" }, { channel: "survey" }] },
      {
        name: "cart",
        window_days: 5,
        steps: [{ event_type: "page_viewed" }, { event_type: "order_completed" }],
      },
    ],
  });
  playground.write("1", world?.arrivals ?? []);
  await playground.run(world?.dataEnd);
});
afterAll(() => playground.remove());

const line = (analysis: string, key: string, counted: unknown): string =>
  JSON.stringify([analysis, key, counted]);

const text = (row: AnalysisRow, column: string): string => String(row[column]);

describe("reconcile", () => {
  it("finds every number that is counted in two ways the same", async () => {
    const { checks } = await reconcile({ config: playground.config });
    expect(checks.filter(({ equal }) => !equal)).toEqual([]);
    expect(checks.some(({ left }) => left > 10)).toBe(true);
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  });

  it("is of the numbers of fct_stitching_uplift too: those of each identity", async () => {
    const { config } = playground;
    const uplift = await playground.rows("select * from fct_stitching_uplift");
    const of = (analysis: string, key: string) =>
      uplift.find((row) => row["analysis"] === analysis && row["key"] === key);
    const [stitched, unstitched] = [
      await dropOffs({ config, name: "buy" }),
      await dropOffs({ config, name: "buy", identity: "unstitched" }),
    ];
    expect(of("journeys", "converted")).toMatchObject({
      stitched: stitched.totals["goal_visits"],
      unstitched: unstitched.totals["goal_visits"],
    });
    expect(of("people", "inbound_touchpoints")?.["difference"]).toBe(0);
    expect(of("people", "people")?.["stitched"]).not.toBe(of("people", "people")?.["unstitched"]);
    expect(new Set(uplift.map((row) => row["analysis"]))).toContain("funnel_steps");
  });

  it.each(["stitched", "unstitched"] as const)("counts %s what the analyses count", async (identity) => {
    const { config } = playground;
    const uplift = await playground.rows(
      `select analysis, key, ${identity} as counted from fct_stitching_uplift
      where analysis in ('transitions', 'drop_offs', 'funnel_steps') and ${identity} > 0`,
    );
    const graph = await paths({ config, identity, definition: { journey: "buy", show: "graph" } });
    const points = await dropOffs({ config, identity, name: "buy" });
    const steps = await funnel({ config, identity, name: "cart" });
    const expected = [
      ...graph.rows.map((row) =>
        line("transitions", `${text(row, "from_label")} > ${text(row, "to_label")}`, row["transitions"]),
      ),
      ...points.rows
        .filter((row) => Number(row["drop_offs"]) > 0)
        .map((row) => line("drop_offs", text(row, "step_label"), row["drop_offs"])),
      ...steps.rows
        .filter((row) => Number(row["profiles"]) > 0)
        .map((row) =>
          line("funnel_steps", `${text(row, "step_number")}. ${text(row, "step_label")}`, row["profiles"]),
        ),
    ];
    expect(
      uplift.map((row) => line(String(row["analysis"]), String(row["key"]), row["counted"])).toSorted(),
    ).toEqual(expected.toSorted());
  });

  it("says which differ where a table was altered by others", async () => {
    const file = join(playground.folder, "workspace/snapshots/current/fct_drop_offs.parquet");
    const warehouse = await Warehouse.open(":memory:", {
      memory_limit: "200MB",
      threads: 1,
      temp_directory: undefined,
    });
    await warehouse.writer.run(
      `create table kept as select * replace (drop_offs + 1 as drop_offs) from '${file}'; copy kept to '${file}.new' (format parquet)`,
    );
    warehouse.close();
    writeFileSync(file, readFileSync(`${file}.new`));
    const { checks } = await reconcile({ config: playground.config });
    expect(checks.filter(({ equal }) => !equal).map(({ name }) => name)).toEqual([
      "drop-offs of buy by step and by where people went",
    ]);
  });
});
