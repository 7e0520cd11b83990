import { describe, expect, it } from "vitest";
import { modes, owners, playground, row, settings, useTablet } from "./attribution-tablet.ts";

useTablet();

describe("modes of attribution", () => {
  it("give each event to whoever was there at its time, and tell what another would change", async () => {
    expect(await owners()).toEqual({ x0: "m1", x1: "m1", x2: "p1" });
    expect(await modes()).toEqual([
      row("first_known", 1, 1, 2),
      row("isolate", 3, 2, 2),
      row("last_authenticated", 2, 1, 2),
      row("valid_at_event", 0, 0, 0),
    ]);
  });

  it("can give events of shared devices to nobody", async () => {
    playground.configure(settings("isolate"));
    const { unattributed } = await playground.run();
    expect(unattributed).toBe(3);
    expect(await owners()).toEqual({});
  });
});
