import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runDemo } from "../../pipeline/demo/run-demo.ts";

const parent = mkdtempSync(join(tmpdir(), "polku-demo-"));
afterAll(() => {
  rmSync(parent, { recursive: true });
});

it("the demo tells the same story every time", async () => {
  const options = { folder: join(parent, "demo"), people: 250 };
  const demo = await runDemo(options);
  const again = await runDemo(options);
  expect(again.story).toBe(demo.story);
  expect(again.kept).toEqual([]);
});
