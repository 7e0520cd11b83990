import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { armFaultPoint, faultPoint } from "../../pipeline/fault-point.ts";
import { cliFile, compileCli, start } from "./cli-process.ts";

const packageRoot = join(import.meta.dirname, "../..");
const published = mkdtempSync(join(tmpdir(), "polku-published-"));

/** What the package holds of a checkout. */
beforeAll(() => {
  compileCli();
  for (const part of ["package.json", "sql", "connectors"]) {
    cpSync(join(packageRoot, part), join(published, part), { recursive: true });
  }
  cpSync(dirname(dirname(cliFile)), join(published, "dist"), { recursive: true });
  symlinkSync(join(packageRoot, "node_modules"), join(published, "node_modules"));
});
afterAll(() => rmSync(published, { recursive: true }));

test("a point that was armed ends the process at the call that was asked for, and only there", () => {
  let ends = 0;
  faultPoint("audit");
  expect(armFaultPoint("audit:3", () => (ends += 1))).toBe(true);
  const seen = ["audit", "admit", "audit", "audit", "audit"].map((name) => {
    faultPoint(name === "audit" ? "audit" : "admit");
    return ends;
  });
  expect(seen).toEqual([0, 0, 0, 1, 1]);
});

test.each(["nowhere", "nowhere:1", "audit:0", "audit:x", ""])("nothing is armed by %j", (wish) => {
  expect(armFaultPoint(wish, () => undefined)).toBe(false);
});

const helpWith = (cli: string, faultAt: string) =>
  start(process.execPath, [cli, "--help"], { env: { ...process.env, FAULT_AT: faultAt } }).ended;

test("a checkout refuses a point that does not exist; a published package does not listen", async () => {
  const refused = await helpWith(cliFile, "nowhere");
  expect(refused).toMatchObject({ code: 2, stderr: "polku: FAULT_AT=nowhere names no fault point.\n" });
  expect(await helpWith(join(published, "dist/pipeline/polku.cjs"), "nowhere")).toMatchObject({
    code: 0,
    stderr: "",
  });
});
