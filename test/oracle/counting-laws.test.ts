import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configSchema } from "../../models/config.ts";
import { randomWorld, type World } from "../world/random-world.ts";
import { groupBy, type Row } from "./measures.ts";
import { oracle, type OracleResult } from "./oracle.ts";

const play = (world: World): OracleResult =>
  oracle(world.arrivals, configSchema.parse(world.settings), {
    dataEnd: world.dataEnd,
    runStart: "2026-12-31T00:00:00Z",
    secret: Buffer.from("a secret for tests only"),
  });

/** Holds a law over many worlds; a world that breaks it is printed. */
const always = (law: (result: OracleResult, world: World) => void): void =>
  fc.assert(
    fc.property(randomWorld, (world) => law(play(world), world)),
    { seed: 21, numRuns: 60 },
  );

const texts = (rows: readonly Row[]): Set<string> => new Set(rows.map((row) => JSON.stringify(row)));

const rowsOf = (result: OracleResult, table: string): readonly Row[] => result.tables[table] ?? [];

const sum = (rows: readonly Row[], ...columns: readonly string[]): number =>
  rows.reduce((total, row) => total + columns.reduce((part, column) => part + Number(row[column]), 0), 0);

const keyed = (rows: readonly Row[], ...columns: readonly string[]): Map<string, Row[]> =>
  groupBy([...rows], (row) => JSON.stringify(columns.map((column) => row[column])));

describe("the oracle", () => {
  it("is the same whatever the order of arrival", () => {
    always((result, world) => {
      const turned = play({ ...world, arrivals: world.arrivals.toReversed() });
      for (const [table, rows] of Object.entries(result.tables)) {
        expect(texts(turned.tables[table] ?? [])).toEqual(texts(rows));
      }
    });
  });

  it("lets out of every label what flows into it, as often as it is a step", () => {
    always((result) => {
      const flows = rowsOf(result, "fct_path_transitions");
      const steps = keyed(rowsOf(result, "fct_journey_steps"), "journey_name", "step_label");
      const into = keyed(flows, "journey_name", "to_label");
      const out = keyed(flows, "journey_name", "from_label");
      for (const [key, rows] of steps) {
        expect([sum(into.get(key) ?? [], "transitions"), sum(out.get(key) ?? [], "transitions")]).toEqual([
          rows.length,
          rows.length,
        ]);
      }
    });
  });

  it("counts each drop-off once, under one kind", () => {
    always((result) => {
      const points = rowsOf(result, "fct_drop_off_points");
      const kinds = ["continued_elsewhere", "continued_later", "came_back", "identity_lost", "gone", "open"];
      expect(sum(points, "drop_offs")).toBe(sum(points, ...kinds));
      expect(sum(points, "drop_offs")).toBe(sum(rowsOf(result, "fct_drop_offs"), "drop_offs"));
      const outcomes = keyed(rowsOf(result, "fct_journeys"), "outcome");
      expect(sum(points, "came_back", "identity_lost", "gone")).toBe(
        outcomes.get('["dropped"]')?.length ?? 0,
      );
      expect(sum(points, "open")).toBe(outcomes.get('["open"]')?.length ?? 0);
    });
  });

  it("sends every profile of a funnel on, away, or leaves it open", () => {
    always((result) => {
      const steps = rowsOf(result, "fct_funnel_steps");
      expect(sum(steps, "profiles")).toBe(sum(steps, "went_on", "dropped", "open"));
    });
  });

  it("puts every inbound touchpoint into one session and every journey into one path", () => {
    always((result) => {
      const touchpoints = rowsOf(result, "fct_touchpoints");
      const inbound = touchpoints.filter((row) => row["direction"] === "inbound");
      expect(inbound.filter((row) => row["session_id"] === null)).toEqual([]);
      expect(sum(rowsOf(result, "fct_sessions"), "touchpoints")).toBe(inbound.length);
      expect(sum(rowsOf(result, "fct_paths"), "journeys")).toBe(rowsOf(result, "fct_journeys").length);
      expect(sum(rowsOf(result, "dim_profiles"), "touchpoints")).toBe(touchpoints.length);
    });
  });

  it("gives every key of every table once", () => {
    always((result) => {
      const grains: Record<string, readonly string[]> = {
        dim_profiles: ["profile_id"],
        dim_profile_identifiers: ["profile_id", "namespace", "value", "valid_from"],
        fct_touchpoints: ["source", "event_id"],
        fct_sessions: ["session_id"],
        fct_journeys: ["journey_id"],
        identity_refusals: ["rule", "namespace_a", "value_a", "namespace_b", "value_b"],
      };
      for (const [table, grain] of Object.entries(grains)) {
        expect(keyed(rowsOf(result, table), ...grain).size).toBe(rowsOf(result, table).length);
      }
    });
  });
});
