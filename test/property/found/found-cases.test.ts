import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { neutralRecord, neutralSettings } from "../../world/neutral.ts";
import { Playground } from "../playground.ts";

// Each case is a counter-example that a random world once showed, as small as it gets.

const records = [
  neutralRecord("e1", "01-01 10:00", { identifiers: { email: "", user_id: "u1" } }),
  neutralRecord("e2", "01-01 10:00:00.000001", { identifiers: { user_id: "u1" } }),
];

let playground: Playground;
beforeAll(async () => {
  playground = Playground.create(neutralSettings());
  playground.write(
    "1",
    records.map((record) => ({ source: "web", line: JSON.stringify(record) })),
  );
  await playground.run("2026-01-01T10:00:00.000001Z");
});
afterAll(() => playground.remove());

describe("counter-examples that were found", () => {
  it("an empty identifier value is refused as blocked, like any other word for nothing", async () => {
    expect(
      await playground.rows("select rule, namespace_a, value_a, event_id from identity_refusals"),
    ).toEqual([{ rule: "blocked_value", namespace_a: "email", value_a: "", event_id: "e1" }]);
  });

  it("an end of data is told to the microsecond, as events are", async () => {
    expect(await playground.rows("select event_id from fct_touchpoints order by event_id")).toEqual([
      { event_id: "e1" },
      { event_id: "e2" },
    ]);
  });
});
