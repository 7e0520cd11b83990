// What docs/scheduling.md tells schedulers to do is done here, with a polku that only ends as it is told.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

const page = readFileSync(join(import.meta.dirname, "../../docs/scheduling.md"), "utf8");
const script = /```sh\n(#!\/bin\/sh\n[\s\S]*?)```/.exec(page)?.[1] ?? "";
const airflow = /bash_command="(polku-nightly .*)",$/m.exec(page)?.[1] ?? "";

let folder = "";
let project = "";

const program = (name: string, text: string): void => {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "polku-scheduled-"));
  program("polku-nightly", script);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  project = mkdtempSync(join(folder, "project-"));
  mkdirSync(join(project, "logs"));
  writeFileSync(join(project, "logs/last-run.json"), "before");
});

const shell = (
  command: string,
  ending: number,
): { status: number | null; stdout: string; stderr: string } => {
  program("polku", `#!/bin/sh\necho '{"of":"this run"}'\nexit ${String(ending)}\n`);
  return spawnSync("/bin/bash", ["-c", command], {
    encoding: "utf8",
    env: { PATH: `${folder}:/usr/bin:/bin` },
  });
};

const lastRun = (): string => readFileSync(join(project, "logs/last-run.json"), "utf8").trim();

describe("the script for schedulers", () => {
  test.each([
    [0, '{"of":"this run"}', ""],
    [5, '{"of":"this run"}', "polku quarantine list"],
    [6, "before", "another run is at work"],
    [1, "before", "failed with 1"],
    [4, "before", "failed with 4"],
  ])("passes %i on, and keeps the result of the last run that published", (ending, kept, said) => {
    const { status, stderr } = shell(`polku-nightly ${project}`, ending);
    expect(status).toBe(ending);
    expect(lastRun()).toBe(kept);
    expect(stderr).toContain(said);
    expect(existsSync(join(project, "logs/running.json"))).toBe(false);
  });
});

test.each([
  [0, 0, ""],
  [5, 0, "POLKU_QUARANTINE"],
  [6, 6, ""],
  [1, 1, ""],
])("the task for Airflow takes %i for %i", (ending, taken, said) => {
  const { status, stdout } = shell(airflow.replace("/srv/shop", project), ending);
  expect(status).toBe(taken);
  expect(stdout.trim()).toBe(said);
});
