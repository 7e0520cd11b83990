// The commands of the README, as they stand there, in a shell.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cliFile, compileCli, start } from "../pipeline/cli-process.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const checkout = mkdtempSync(join(tmpdir(), "polku-readme-"));

const event = {
  event_id: "e1",
  channel: "web",
  event_type: "page_viewed",
  occurred_at: "2026-01-01T10:00:00Z",
  identifiers: { email: "anna@example.com" },
};

/** The lines of the block of the shell that makes a project. */
const commands = (/```sh\n(alias polku=[\s\S]*?)```/.exec(readme)?.[1] ?? "").trim().split("\n");

beforeAll(() => {
  compileCli();
  // What `npm ci` leaves in a checkout, and a project in a folder of its own.
  symlinkSync(dirname(dirname(cliFile)), join(checkout, "dist"));
  mkdirSync(join(checkout, "project/data/events"), { recursive: true });
  writeFileSync(join(checkout, "project/data/events/a.ndjson"), `${JSON.stringify(event)}\n`);
});
afterAll(() => rmSync(checkout, { recursive: true }));

test("every command of the README works as it is written there", async () => {
  expect(commands.length).toBeGreaterThan(5);
  const [alias = "", ...others] = commands;
  const script = ["shopt -s expand_aliases", "set -ex", alias, "cd project", ...others].join("\n");
  const { code, stderr } = await start("bash", ["-c", script], { cwd: checkout }).ended;
  expect(stderr.split("\n").filter((line) => line.startsWith("+ node")).length).toBe(others.length);
  expect(code, stderr).toBe(0);
});

test("no command of the README is asked of a registry", () => {
  expect(readme).not.toMatch(/\bnpx polku\b/);
});
