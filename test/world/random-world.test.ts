import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configSchema } from "../../models/config.ts";
import { oracle, type OracleResult } from "../oracle/oracle.ts";
import { randomWorld, type World } from "./random-world.ts";

const play = (world: World): OracleResult =>
  oracle(world.arrivals, configSchema.parse(world.settings), {
    dataEnd: world.dataEnd,
    runStart: "2026-12-31T00:00:00Z",
    secret: Buffer.from("a secret for tests only"),
  });

const totalsOf =
  (results: readonly OracleResult[]) =>
  (name: keyof OracleResult["counts"]): number =>
    results.reduce((sum, { counts }) => sum + counts[name], 0);

describe("random worlds", () => {
  const worlds = fc.sample(randomWorld, { seed: 7, numRuns: 150 });
  const results = worlds.map(play);

  it.each(
    (
      "dim_profiles dim_profile_identifiers identity_links identity_refusals fct_touchpoints fct_sessions " +
      "fct_journeys fct_journey_steps fct_path_transitions fct_paths fct_drop_off_points fct_drop_offs " +
      "fct_funnel_steps"
    ).split(" "),
  )("fill %s", (table) => {
    expect(results.filter(({ tables }) => (tables[table] ?? []).length > 1).length).toBeGreaterThan(50);
  });

  it.each([
    ["identity_refusals", "rule", ["blocked_value", "shared_value", "shared_device", "limit"]],
    ["identity_refusals", "rule", ["conflicting_event", "consent", "claim_only"]],
    ["fct_journeys", "outcome", ["converted", "dropped", "open"]],
    ["fct_drop_offs", "drop_off_kind", ["continued_elsewhere", "continued_later", "open"]],
    ["fct_drop_offs", "drop_off_kind", ["came_back", "identity_lost", "gone"]],
    ["dim_profile_identifiers", "is_shared", [true, false]],
    ["dim_profiles", "is_known", [true, false]],
  ])("show %s.%s with %j", (table, column, values) => {
    const seen = new Set(results.flatMap(({ tables }) => (tables[table] ?? []).map((row) => row[column])));
    expect(values.filter((value) => !seen.has(value))).toEqual([]);
  });

  it("hold events of the future, of nobody, excluded ones and broken records", () => {
    const total = totalsOf(results);
    expect(Math.min(total("future"), total("unattributed"), total("excluded"))).toBeGreaterThan(20);
    expect(total("quarantined_records")).toBeGreaterThan(20);
  });
});
