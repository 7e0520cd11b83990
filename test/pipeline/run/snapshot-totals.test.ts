import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Playground } from "../../property/playground.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../../world/neutral.ts";

let playground: Playground;
beforeAll(() => {
  playground = Playground.create(neutralSettings());
});
afterAll(() => playground.remove());

describe("how many people there would seem to be unstitched", () => {
  it("counts an event with several values of its most local namespace by the first of them", async () => {
    const records = [
      neutralRecord("e1", "01-01 10:00", { identifiers: { anonymous_id: ["a", "b"] } }),
      neutralRecord("e2", "01-01 11:00", { identifiers: { anonymous_id: "a" } }),
      neutralRecord("e3", "01-01 12:00", { identifiers: { user_id: "m", anonymous_id: ["c", "d"] } }),
      neutralRecord("e4", "01-01 13:00", { identifiers: { user_id: "m", anonymous_id: "c" } }),
      neutralRecord("e5", "01-01 14:00", { identifiers: { user_id: "m" } }),
    ];
    playground.write("1", arrivalsOf(records));
    const { profiles_without_stitching } = await playground.run();
    const counted = await playground.rows(
      "select unstitched from fct_stitching_uplift where analysis = 'people' and key = 'people'",
    );
    expect([profiles_without_stitching, counted]).toEqual([3, [{ unstitched: 3 }]]);
  });
});
