import { describe, expect, it } from "vitest";
import { arrivalsOf } from "../../../world/neutral.ts";
import { at, modes, owners, playground, row, settings, useTablet } from "./attribution-tablet.ts";

const later = [at("s1", "14:00", { device_id: "tablet", user_id: "sanna" })];

useTablet();

describe("modes of attribution", () => {
  it("follow the configuration, and whoever is authenticated later", async () => {
    playground.configure(settings("last_authenticated"));
    await playground.run();
    expect(await owners()).toEqual({ x0: "p1", x1: "p1", x2: "p1" });
    playground.write("2", arrivalsOf(later));
    await playground.run();
    expect(await owners()).toEqual({ x0: "s1", x1: "s1", x2: "s1" });
    expect(await modes()).toEqual([
      row("first_known", 3, 1, 2),
      row("isolate", 3, 1, 1),
      row("last_authenticated", 0, 0, 0),
      row("valid_at_event", 3, 1, 3),
    ]);
  });
});
