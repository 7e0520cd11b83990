import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  doctorResultSchema,
  exportResultSchema,
  quarantineEntrySchema,
  quarantineRecordSchema,
} from "../../models/results.ts";
import type { LoadedConfig } from "../../pipeline/config.ts";
import { openWorkspace } from "../../pipeline/workspace.ts";
import { cliFile, compileCli, polku, start } from "./cli-process.ts";
import { newProject, publishTables } from "./snapshots/project-fixture.ts";

let loaded: LoadedConfig;
let folder = "";

const setAside = `insert into quarantine
  (run_id, source, origin, position, reason, detail, event_id, record, shape) values
  ('r1', 'shop', 'data/a.ndjson', 3, 'not_json', null, null, '{"email": ada@example.com', 'line'),
  ('r1', 'care', 'data/b.ndjson', 1, 'bad_time', 'not a time', 'e9', '\\xFF\\xFE'::blob, 'line')`;

beforeAll(async () => {
  compileCli();
  loaded = await newProject();
  ({ folder } = loaded);
  await publishTables(loaded);
  const workspace = await openWorkspace(loaded);
  await workspace.warehouse.writer.run(setAside);
  await workspace.close();
});
afterAll(() => rm(folder, { recursive: true }));

const json = (bytes: Buffer): unknown => JSON.parse(bytes.toString());

describe("usage", () => {
  test("--help and --version end with 0 and speak on standard output", async () => {
    const help = await polku(folder, "--help");
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout.toString()).toContain("Exit codes:");
    expect((await polku(folder, "--version")).stdout.toString()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    [["qury", "select 1"], "(Did you mean query?)"],
    [["query", "--jsn", "select 1"], "(Did you mean --json?)"],
    [["query", "--csv", "--arrow", "select 1"], "cannot be used with"],
    [["query"], "missing required argument"],
    [["export"], "required option '--to <folder>'"],
    [["export", "--to", "x", "--format", "xml"], "Allowed choices are parquet, csv, arrow, duckdb."],
    [["quarantine", "list", "--limit", "0"], "whole number above 0"],
  ])("ends with 2 and a hint for polku %s", async (args, hint) => {
    const ended = await polku(folder, ...args);
    expect(ended.code).toBe(2);
    expect(ended.stdout.toString()).toBe("");
    expect(ended.stderr).toContain(hint);
  });

  test("a configuration that is missing or wrong ends with 3", async () => {
    const missing = await polku(folder, "query", "select 1", "--config", "none.yaml");
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain("polku init");
    await writeFile(join(folder, "wrong.yaml"), "surces: []\n");
    const wrong = await polku(folder, "run", "--json", "--config", "wrong.yaml");
    expect(wrong).toMatchObject({ code: 3, stdout: Buffer.alloc(0) });
    expect(wrong.stderr).toContain("wrong.yaml:1: surces: unknown key; did you mean sources?");
  });
});

describe("polku init", () => {
  test("writes a starter that doctor accepts, and never writes over it", async () => {
    const project = join(folder, "started");
    await mkdir(join(project, "data/web"), { recursive: true });
    await writeFile(join(project, "data/web/a.ndjson"), "{}\n");
    expect(await polku(project, "init")).toMatchObject({ code: 0, stderr: "" });
    const text = await readFile(join(project, "polku.yaml"), "utf8");
    expect(text).toContain('{ name: web, connector: web/segment, files: "data/web/*.ndjson" }');
    expect((await stat(join(project, "polku.secret"))).mode & 0o777).toBe(0o600);
    const doctor = await polku(project, "doctor", "--json");
    expect(doctor.code).toBe(0);
    expect(doctorResultSchema.parse(json(doctor.stdout)).checks).not.toContainEqual(
      expect.objectContaining({ status: "failed" }),
    );
    await writeFile(join(project, "polku.yaml"), `${text}# mine\n`);
    expect((await polku(project, "init")).code).toBe(2);
    expect(await readFile(join(project, "polku.yaml"), "utf8")).toContain("# mine");
  });
});

describe("polku doctor", () => {
  test("warns of a glob that matches nothing, and counts what others match", async () => {
    await mkdir(join(folder, "data"), { recursive: true });
    await writeFile(join(folder, "data/a.ndjson"), "{}\n");
    const config = "sources: [{ name: a, connector: polku/events, files: [data/*, none/*] }]\n";
    await writeFile(join(folder, "two.yaml"), config);
    const doctor = await polku(folder, "doctor", "--config", "two.yaml");
    expect(doctor.code).toBe(0);
    expect(doctor.stdout.toString()).toMatch(/source a +ok +data\/\*: 1 file, 3 B/);
    expect(doctor.stdout.toString()).toMatch(/source a +warning +none\/\* matches no file/);
  });

  test("ends with 3 where a run would fail", async () => {
    const config = "sources: [{ name: a, connector: custom, files: data/*, mapping: none.sql }]\n";
    await writeFile(join(folder, "unmapped.yaml"), config);
    const doctor = await polku(folder, "doctor", "--config", "unmapped.yaml");
    expect(doctor.code).toBe(3);
    expect(doctor.stdout.toString()).toContain("the mapping none.sql cannot be read");
  });
});

describe("polku query", () => {
  const sql = "select event_id, item, value from fct_touchpoints order by event_id";

  test("prints a table with numbers to the right", async () => {
    const { code, stdout } = await polku(folder, "query", sql);
    expect(code).toBe(0);
    expect(stdout.toString()).toBe(
      "event_id  item  value\n--------  ----  -----\ne1        =1+1  12.50\ne2        /p/1      ∅\ne3        ∅     -1.00\n",
    );
  });

  test("prints one JSON document, also of no rows", async () => {
    const { stdout } = await polku(folder, "query", "--json", sql);
    expect(json(stdout)).toEqual([
      { event_id: "e1", item: "=1+1", value: "12.50" },
      { event_id: "e2", item: "/p/1", value: null },
      { event_id: "e3", item: null, value: "-1.00" },
    ]);
    expect(json((await polku(folder, "query", "--json", "select 1 where false")).stdout)).toEqual([]);
    expect(json((await polku(folder, "query", "--json", "from range(5000)")).stdout)).toHaveLength(5000);
  });

  test("prints CSV that no spreadsheet runs", async () => {
    const { stdout } = await polku(folder, "query", "--csv", sql);
    expect(stdout.toString()).toBe("event_id,item,value\r\ne1,'=1+1,12.50\r\ne2,/p/1,\r\ne3,,-1.00\r\n");
    const plain = await polku(folder, "query", "--csv", "--no-formula-guard", sql);
    expect(plain.stdout.toString()).toContain("e1,=1+1,12.50");
  });

  test("prints an Arrow stream", async () => {
    const { stdout } = await polku(folder, "query", "--arrow", sql);
    expect(tableFromIPC(stdout).numRows).toBe(3);
  });

  test("that fails ends with 2 and keeps standard output clean", async () => {
    const ended = await polku(folder, "query", "--json", "select * from fct_touchpoint");
    expect(ended).toMatchObject({ code: 2, stdout: Buffer.alloc(0) });
    expect(ended.stderr).toContain("Did you mean fct_touchpoints?");
  });

  test("ends quietly when its reader goes away", async () => {
    const command = `'${process.execPath}' '${cliFile}' query --csv 'select range from range(100000000)' | head -1`;
    const ended = await start("bash", ["-c", `set -o pipefail; ${command}`], { cwd: folder }).ended;
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    expect(ended.stdout.toString()).toBe("range\r\n");
  });

  test("ends by the signal that interrupts it", async () => {
    const endless =
      "select count(*) from range(100000000) a, range(100000000) b where (a.range * b.range) % 7 = 3";
    const { child, ended } = start(process.execPath, [cliFile, "query", endless], { cwd: folder });
    await wait(1200);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ signal: "SIGINT", stderr: expect.stringContaining("Interrupted") });
  });
});

test("polku export says what it wrote", async () => {
  const ended = await polku(folder, "export", "--to", "out", "--format", "csv", "--json");
  expect(ended.code).toBe(0);
  expect(exportResultSchema.parse(json(ended.stdout)).tables).toHaveLength(3);
  expect(await readFile(join(folder, "out/dim_profile_identifiers.csv"), "utf8")).not.toContain("ada@");
  expect((await polku(folder, "export", "--to", "out")).code).toBe(1);
});

describe("polku quarantine", () => {
  test("lists what was set aside, without its content", async () => {
    const all = await polku(folder, "quarantine", "list", "--json");
    const entries = z.array(quarantineEntrySchema).parse(json(all.stdout));
    expect(entries.map(({ quarantine_id, source, reason }) => [quarantine_id, source, reason])).toEqual([
      [1, "shop", "not_json"],
      [2, "care", "bad_time"],
    ]);
    expect(all.stdout.toString()).not.toContain("ada@");
    const some = await polku(folder, "quarantine", "list", "--source", "care", "--reason", "bad_time");
    expect(some.stdout.toString()).toMatch(/^ +2 {2}care +data\/b\.ndjson +1 {2}bad_time +not a time +e9$/m);
    const first = await polku(folder, "quarantine", "list", "--limit", "1");
    expect(first.stderr).toContain("The first 1 of 2");
  });

  test("shows the content of one that is asked for, and knows no other", async () => {
    const shown = await polku(folder, "quarantine", "show", "1", "--json");
    expect(quarantineRecordSchema.parse(json(shown.stdout)).record).toBe('{"email": ada@example.com');
    const bytes = await polku(folder, "quarantine", "show", "2", "--json");
    expect(quarantineRecordSchema.parse(json(bytes.stdout)).record).toBe("//4=");
    expect((await polku(folder, "quarantine", "show", "99")).code).toBe(1);
  });
});

test("a workspace in use ends with 6 and names its holder", async () => {
  const workspace = await openWorkspace(loaded);
  const ended = await polku(folder, "quarantine", "list", "--json");
  expect(ended.code).toBe(6);
  expect(ended.stderr).toContain(`in use by process ${String(process.pid)}`);
  // Snapshots need no lock.
  expect((await polku(folder, "query", "--json", "select 1")).code).toBe(0);
  await workspace.close();
});
