import { rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LoadedConfig } from "../../pipeline/config.ts";
import { openWorkspace } from "../../pipeline/workspace.ts";
import { cliFile, compileCli, polku, start } from "./cli-process.ts";
import { newProject, publishTables } from "./snapshots/project-fixture.ts";

let loaded: LoadedConfig;
let folder = "";

beforeAll(async () => {
  compileCli();
  loaded = await newProject();
  ({ folder } = loaded);
  await publishTables(loaded);
});
afterAll(() => rm(folder, { recursive: true }));

test("--help and --version end with 0 and speak on standard output", async () => {
  const help = await polku(folder, "--help");
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout.toString()).toContain("Exit codes:");
  expect((await polku(folder, "--version")).stdout.toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("a command that is not understood ends with 2, a configuration that is missing with 3", async () => {
  expect(await polku(folder, "qury")).toMatchObject({ code: 2, stdout: Buffer.alloc(0) });
  const missing = await polku(folder, "run", "--json", "--config", "none.yaml");
  expect(missing).toMatchObject({ code: 3, stdout: Buffer.alloc(0) });
});

test("a workspace in use ends with 6 and names its holder; a snapshot needs no lock", async () => {
  const workspace = await openWorkspace(loaded);
  const ended = await polku(folder, "quarantine", "list", "--json");
  expect(ended.code).toBe(6);
  expect(ended.stderr).toContain(`in use by process ${String(process.pid)}`);
  const { code, stdout } = await polku(folder, "query", "--json", "select 1 as one");
  expect([code, JSON.parse(stdout.toString())]).toEqual([0, [{ one: 1 }]]);
  await workspace.close();
});

test("a command ends quietly when the reader of its output goes away", async () => {
  const query = `'${process.execPath}' '${cliFile}' query --csv 'select range from range(100000000)'`;
  const ended = await start("bash", ["-c", `set -o pipefail; ${query} | head -1`], { cwd: folder }).ended;
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(ended.stdout.toString()).toBe("range\r\n");
});

test("a command ends by the signal that interrupts it, however long its query is", async () => {
  const endless =
    "select count(*) from range(100000000) a, range(100000000) b where (a.range * b.range) % 7 = 3";
  const { child, ended } = start(process.execPath, [cliFile, "query", endless], { cwd: folder });
  await wait(1500);
  child.kill("SIGINT");
  const { signal, stderr } = await ended;
  expect(signal).toBe("SIGINT");
  expect(stderr).toContain("Interrupted");
});
