import { describe, expect, it } from "vitest";
import { funnelDefinition } from "../../../models/analyses/funnel-definition.ts";

const steps = ["web/a", "web/b", "web/c"];
const optional = { any: ["web/b"], optional: true };

/** Paths and messages of what is wrong. */
const problems = (given: object): string[] => {
  const result = funnelDefinition.safeParse({ steps, ...given });
  return result.success
    ? []
    : result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

const excluding = (from: number, to: number): object => ({ exclusions: [{ when: "web/x", from, to }] });

describe("the rules of a funnel", () => {
  it.each([
    ["windows of nothing", { window_seconds: 0 }, "window_seconds"],
    ["negative windows", { window_days: -1 }, "window_days"],
    ["two windows", { window_days: 1, window_hours: 2 }, "window_days"],
    ["one step", { steps: ["web/a"] }, "steps"],
    ["no step", { steps: [] }, "steps"],
    ["too many steps", { steps: Array.from({ length: 51 }, () => "web/a") }, "steps"],
    ["exclusions between a step and itself", excluding(2, 2), "exclusions.0.to"],
    ["exclusions beyond the last step", excluding(1, 4), "exclusions.0.to"],
    ["exclusions backwards", excluding(3, 2), "exclusions.0.to"],
    ["part of an unordered funnel excluded", { order: "unordered", ...excluding(1, 2) }, "exclusions.0"],
    ["a first step left out", { steps: [optional, "web/c"] }, "steps.0"],
    ["a last step left out", { steps: ["web/a", optional] }, "steps.1"],
    [
      "steps left out of a strict order",
      { steps: ["web/a", optional, "web/c"], order: "strict" },
      "steps.1.optional",
    ],
    ["a grace without loose ties", { grace_seconds: 2 }, "grace_seconds"],
    ["loose ties of a strict order", { order: "strict", ties: "convert" }, "ties"],
    ["a step before where there is no order", { order: "unordered", window_from: "step" }, "window_from"],
    ["modes beside an order of its own", { window_funnel: [], order: "strict" }, "window_funnel"],
    ["a breakdown of a trend", { breakdown: "channel", show: "trend" }, "breakdown"],
    ["a value of no step", { attribution: "step" }, "attribution_step"],
    ["a value of a step that is not there", { attribution: "step", attribution_step: 4 }, "attribution_step"],
    ["times backwards", { from_step: 2, to_step: 2 }, "from_step"],
    ["a trend backwards", { from: "2026-02-01", to: "2026-01-01" }, "from"],
  ])("refuse %s", (_what, given, path) => {
    const found = problems(given);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(`${path}: `);
  });

  it.each([
    ["an exclusion over the whole", excluding(1, 3)],
    ["an exclusion over the whole of an unordered one", { order: "unordered", ...excluding(1, 3) }],
    ["steps of several choices, one of them left out", { steps: ["web/a", optional, { channel: "web" }] }],
    ["windowFunnel's modes", { window_funnel: ["strict_once"] }],
  ])("allow %s", (_what, given) => {
    expect(problems(given)).toEqual([]);
  });
});
