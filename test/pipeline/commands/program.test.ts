import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  doctorResultSchema,
  exportResultSchema,
  quarantineEntrySchema,
  quarantineRecordSchema,
} from "../../../models/results.ts";
import type { LoadedConfig } from "../../../pipeline/config.ts";
import { openWorkspace } from "../../../pipeline/workspace.ts";
import { newProject, publishTables } from "../snapshots/project-fixture.ts";
import { jsonOf, runCommand } from "./run-command.ts";

let loaded: LoadedConfig;
let folder = "";
let config = "";

const setAside = `insert into quarantine
  (run_id, source, origin, position, reason, detail, event_id, record, shape, is_record) values
  ('r1', 'shop', 'data/a.ndjson', 3, 'not_json', null, null, '{"email": ada@example.com', 'line', true),
  ('r1', 'care', 'data/b.ndjson', 1, 'bad_time', 'not a time', 'e9', '\\xFF\\xFE'::blob, 'line', true)`;

beforeAll(async () => {
  loaded = await newProject();
  ({ folder } = loaded);
  config = join(folder, "polku.yaml");
  await publishTables(loaded);
  const workspace = await openWorkspace(loaded);
  await workspace.warehouse.writer.run(setAside);
  await workspace.close();
});
afterAll(() => rm(folder, { recursive: true }));

/** A configuration beside the first, for one test. */
const configured = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

const query = (...args: string[]) => runCommand(["query", "--config", config, ...args]);
const quarantine = (...args: string[]) => runCommand(["quarantine", ...args, "--config", config]);

const recordOf = async (id: string): Promise<string | null> =>
  quarantineRecordSchema.parse(await jsonOf("quarantine", "show", id, "--config", config)).record;

describe("usage", () => {
  test.each([
    [["qury", "select 1"], "(Did you mean query?)"],
    [["query", "--jsn", "select 1"], "(Did you mean --json?)"],
    [["query", "--csv", "--arrow", "select 1"], "cannot be used with"],
    [["query"], "missing required argument"],
    [["export"], "required option '--to <folder>'"],
    [["export", "--to", "x", "--format", "xml"], "Allowed choices are parquet, csv, arrow, duckdb."],
    [["export", "--to", "x", "--partition-by", "week"], "Allowed choices are date."],
    [["quarantine", "list", "--limit", "0"], "whole number above 0"],
  ])("that is not understood ends with 2 and a hint: polku %s", async (args, hint) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect([code, stdout.toString()]).toEqual([2, ""]);
    expect(stderr).toContain(hint);
  });

  test("that names a missing or wrong configuration ends with 3", async () => {
    const missing = await runCommand(["query", "select 1", "--config", join(folder, "none.yaml")]);
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain("polku init");
    const wrong = await configured("wrong.yaml", "surces: []\n");
    const ended = await runCommand(["run", "--json", "--config", wrong]);
    expect([ended.code, ended.stdout.toString()]).toEqual([3, ""]);
    expect(ended.stderr).toContain("wrong.yaml:1: surces: unknown key; did you mean sources?");
  });
});

describe("polku init", () => {
  test("writes a starter that doctor accepts, and never writes over it", async () => {
    const project = join(folder, "started");
    const file = join(project, "polku.yaml");
    await mkdir(join(project, "data/web"), { recursive: true });
    await writeFile(join(project, "data/web/a.ndjson"), "{}\n");
    expect(await runCommand(["init", "--config", file])).toMatchObject({ code: 0, stderr: "" });
    const text = await readFile(file, "utf8");
    expect(text).toContain('{ name: web, connector: web/segment, files: "data/web/*.ndjson" }');
    expect((await stat(join(project, "polku.secret"))).mode & 0o777).toBe(0o600);
    const { checks } = doctorResultSchema.parse(await jsonOf("doctor", "--config", file));
    expect(checks.filter(({ status }) => status !== "ok")).toEqual([]);
    await writeFile(file, `${text}# mine\n`);
    expect((await runCommand(["init", "--config", file])).code).toBe(2);
    expect(await readFile(file, "utf8")).toContain("# mine");
  });
});

describe("polku doctor", () => {
  test("warns of a glob that matches nothing, and counts what others match", async () => {
    await mkdir(join(folder, "data"), { recursive: true });
    await writeFile(join(folder, "data/a.ndjson"), "{}\n");
    const two = await configured(
      "two.yaml",
      "sources: [{ name: a, connector: polku/events, files: [data/*, none/*] }]\n",
    );
    const { code, stdout } = await runCommand(["doctor", "--config", two]);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/source a +ok +data\/\*: 1 file, 3 B/);
    expect(stdout.toString()).toMatch(/source a +warning +none\/\* matches no file/);
  });

  test("ends with 3 where a run would fail", async () => {
    const unmapped = await configured(
      "unmapped.yaml",
      "sources: [{ name: a, connector: custom, files: data/*, mapping: none.sql }]\n",
    );
    const { code, stdout } = await runCommand(["doctor", "--config", unmapped]);
    expect(code).toBe(3);
    expect(stdout.toString()).toContain("the mapping none.sql cannot be read");
  });
});

describe("polku query", () => {
  const sql = "select event_id, item, value from fct_touchpoints order by event_id";

  test("prints a table with numbers to the right", async () => {
    const { code, stdout } = await query(sql);
    expect(code).toBe(0);
    expect(stdout.toString()).toBe(
      "event_id  item  value\n--------  ----  -----\ne1        =1+1  12.50\ne2        /p/1      ∅\ne3        ∅     -1.00\n",
    );
  });

  test("keeps to the width of the terminal", async () => {
    const args = ["query", "--config", config, "select repeat('x', 500) as text, 1 as number"];
    const lines = (await runCommand(args, 60)).stdout.toString().split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  test("prints at most a thousand rows for the eye, and says so", async () => {
    const { stdout, stderr } = await query("from range(2500)");
    expect(stdout.toString().trimEnd().split("\n")).toHaveLength(1002);
    expect(stderr).toContain("The first 1,000 of 2,500 rows");
  });

  test("prints one JSON document, also of no rows", async () => {
    expect(await jsonOf("query", "--config", config, sql)).toEqual([
      { event_id: "e1", item: "=1+1", value: "12.50" },
      { event_id: "e2", item: "/p/1", value: null },
      { event_id: "e3", item: null, value: "-1.00" },
    ]);
    expect(await jsonOf("query", "--config", config, "select 1 where false")).toEqual([]);
    expect(await jsonOf("query", "--config", config, "from range(5000)")).toHaveLength(5000);
  });

  test("prints CSV that no spreadsheet runs", async () => {
    const { stdout } = await query("--csv", sql);
    expect(stdout.toString()).toBe("event_id,item,value\r\ne1,'=1+1,12.50\r\ne2,/p/1,\r\ne3,,-1.00\r\n");
    expect((await query("--csv", "--no-formula-guard", sql)).stdout.toString()).toContain("e1,=1+1,12.50");
  });

  test("quotes CSV where it must", async () => {
    const { stdout } = await query("--csv", `select 'a,b' as a, 'say "x"' as "b""c", e'l\\nm' as d`);
    expect(stdout.toString()).toBe('a,"b""c",d\r\n"a,b","say ""x""","l\nm"\r\n');
  });

  test("prints an Arrow stream", async () => {
    expect(tableFromIPC((await query("--arrow", sql)).stdout).numRows).toBe(3);
  });

  test("that fails ends with 2 and keeps standard output clean", async () => {
    const { code, stdout, stderr } = await query("--json", "select * from fct_touchpoint");
    expect([code, stdout.toString()]).toEqual([2, ""]);
    expect(stderr).toContain("Did you mean fct_touchpoints?");
  });
});

test("polku export says what it wrote", async () => {
  const to = join(folder, "out");
  const result = await jsonOf("export", "--config", config, "--to", to, "--format", "csv");
  expect(exportResultSchema.parse(result).tables).toHaveLength(3);
  expect(await readFile(join(to, "dim_profile_identifiers.csv"), "utf8")).not.toContain("ada@");
  expect((await runCommand(["export", "--config", config, "--to", to])).code).toBe(1);
});

describe("polku quarantine", () => {
  test("lists what was set aside, without its content", async () => {
    const entries = z
      .array(quarantineEntrySchema)
      .parse(await jsonOf("quarantine", "list", "--config", config));
    expect(entries.map(({ quarantine_id, source, reason }) => [quarantine_id, source, reason])).toEqual([
      [1, "shop", "not_json"],
      [2, "care", "bad_time"],
    ]);
    expect(JSON.stringify(entries)).not.toContain("ada@");
    const some = await quarantine("list", "--source", "care", "--reason", "bad_time");
    expect(some.stdout.toString()).toMatch(/^ +2 {2}care +data\/b\.ndjson +1 {2}bad_time +not a time +e9$/m);
    expect((await quarantine("list", "--limit", "1")).stderr).toContain("The first 1 of 2");
  });

  test("shows the content of one that is asked for, and knows no other", async () => {
    expect(await recordOf("1")).toBe('{"email": ada@example.com');
    expect(await recordOf("2")).toBe("//4=");
    expect((await quarantine("show", "99")).code).toBe(1);
    expect((await quarantine("show", "x")).code).toBe(1);
  });
});
