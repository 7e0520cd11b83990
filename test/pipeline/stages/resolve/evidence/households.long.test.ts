import { describe, expect, it } from "vitest";
import { refuseDifferences } from "../../../../property/laws.ts";
import { arrivalsOf } from "../../../../world/neutral.ts";
import { at, households, playground, useHomes } from "./homes.ts";

useHomes();

describe("households", () => {
  it("lose whom consent forbids to draw on, also where the word comes late", async () => {
    playground.write(
      "2",
      arrivalsOf([at("p0", "01", { user_id: "pekka" }, { consent: { identity: false } })]),
    );
    await playground.run();
    expect(await households()).toEqual([]);
    const incremental = await playground.tables();
    await playground.rebuild();
    refuseDifferences(incremental, await playground.tables());
  });
});
