import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { doctorResultSchema, replayResultSchema, runResultSchema } from "../../../models/results.ts";
import { evaluateResultSchema, explainResultSchema } from "../../../models/results/identity.ts";
import { newProject } from "../snapshots/project-fixture.ts";
import { jsonOf, runCommand } from "./run-command.ts";

let folder = "";
let config = "";

const event = (id: string, day: number, ids: Record<string, string>, type = "page_viewed"): string =>
  JSON.stringify({
    event_id: id,
    channel: "web",
    event_type: type,
    occurred_at: `2026-01-${String(day).padStart(2, "0")}T10:00:00Z`,
    identifiers: ids,
    item: "/p/1",
  });

/** What must never be seen outside the tables that are about it. */
const planted = /planted-person|\+358401234567|PLANTEDCARD/;
const personal = { email: "planted-person@example.com", phone: "+358401234567", loyalty_card: "PLANTEDCARD" };

const goodLines = [
  event("e1", 1, { anonymous_id: "a1" }),
  event("e2", 2, { anonymous_id: "a1", ...personal }, "signed_in"),
  event("e3", 3, { email: personal.email }, "order_completed"),
  event("e4", 4, { anonymous_id: "a2" }),
];

const badLines = [
  `{"event_id": "b1", "identifiers": {"email": "planted-person@example.com"}`,
  `"planted-person@example.com"`,
  event("b2", 1, personal).replace("2026-01-01T10:00:00Z", "planted-person@example.com"),
  event("e4", 4, { anonymous_id: "a2", ...personal }),
];

beforeAll(async () => {
  const yaml = "journeys: [{ name: purchase, goal: { event_type: order_completed } }]\n";
  ({ folder } = await newProject(`${yaml}quarantine: { max_share: 0.5 }\n`));
  config = join(folder, "polku.yaml");
  await mkdir(join(folder, "data"));
  await writeFile(join(folder, "data/good.ndjson"), `${goodLines.join("\n")}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const said: string[] = [];
const run = async (...args: string[]) => {
  const ended = await runCommand([
    "run",
    "--config",
    config,
    "--log-file",
    join(folder, "log.ndjson"),
    ...args,
  ]);
  said.push(ended.stdout.toString(), ended.stderr);
  return ended;
};

describe("polku run", () => {
  test("prints its result as one JSON document", async () => {
    const { code, stdout } = await run("--json");
    expect(code).toBe(0);
    const result = runResultSchema.parse(JSON.parse(stdout.toString()));
    expect(result).toMatchObject({ profiles: 2, known_profiles: 1, data_end: "2026-01-04T10:00:00.000Z" });
    expect(result.sources).toMatchObject([{ name: "shop", records: 4, mapped: 4, stored: 4 }]);
    expect(result.audits.failed).toBe(0);
    expect(result.stages.map(({ name }) => name)).toContain("publish");
  });

  test("leaves in the log why it failed", async () => {
    const log = join(folder, "failed.ndjson");
    const missing = join(folder, "missing.yaml");
    const { code } = await runCommand(["run", "--config", missing, "--log-file", log]);
    expect(code).toBe(3);
    const lines = (await readFile(log, "utf8")).trim().split("\n");
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
      msg: "run failed",
      err: { code: "config_missing" },
    });
  });

  test("is a no-op where nothing is new, and says so", async () => {
    const before = await readdir(join(folder, "workspace/snapshots"));
    const { code, stdout, stderr } = await run();
    expect(code).toBe(0);
    expect(stdout.toString()).toContain("No new records.");
    expect(stdout.toString()).toContain("2 profiles, 1 of them known by name");
    expect(stderr).toMatch(/^land +0 rows/m);
    expect(await readdir(join(folder, "workspace/snapshots"))).toEqual(before);
  });

  test("ends with 5 where too much was set aside, publishes, and says what to look at", async () => {
    await writeFile(join(folder, "data/bad.ndjson"), `${badLines.join("\n")}\n`);
    const { code, stderr } = await run();
    expect(code).toBe(5);
    expect(stderr).toContain("100.0 % of 4 records of shop quarantined");
    expect(stderr).toContain("polku quarantine list --source shop");
    const list = await jsonOf("quarantine", "list", "--config", config);
    expect(list).toHaveLength(4);
  });

  test("leaves records that a replay finds as faulty as before", async () => {
    const replayed = replayResultSchema.parse(await jsonOf("quarantine", "replay", "--config", config));
    expect(replayed).toEqual({ replayed: 3, mapped: 0, quarantined_records: 3 });
    expect(await jsonOf("quarantine", "list", "--config", config)).toHaveLength(4);
  });

  test("ends with 5 where a file cannot be read whole", async () => {
    await writeFile(join(folder, "data/cut.ndjson.gz"), gzipSync(goodLines.join("\n")).subarray(0, 60));
    const { code, stderr } = await run("--json");
    expect(code).toBe(5);
    expect(stderr).toContain("1 file of shop could not be read whole");
    await rm(join(folder, "data/cut.ndjson.gz"));
  });

  test("refuses another secret", async () => {
    const file = join(folder, "polku.secret");
    const secret = await readFile(file);
    await writeFile(file, "another");
    expect((await run()).code).toBe(3);
    await writeFile(file, secret);
    expect((await run()).code).toBe(0);
  });
});

describe("polku doctor", () => {
  test("tells how large the workspace is, how it grew, and what was slow", async () => {
    const result = doctorResultSchema.parse(await jsonOf("doctor", "--config", config));
    expect(result.sizes.store_bytes).toBeGreaterThan(10_000);
    expect(result.sizes.snapshots.filter(({ is_current }) => is_current)).toHaveLength(1);
    expect(result.runs.length).toBeGreaterThan(1);
    expect(result.slowest.map(({ kind }) => kind)).toEqual([
      ...Array(5).fill("stage"),
      ...Array(5).fill("model"),
    ]);
    const { stdout } = await runCommand(["doctor", "--config", config]);
    expect(stdout.toString()).toMatch(/^check +status +detail\n/);
    expect(stdout.toString()).toMatch(
      /\nSnapshots:\n[^]*\(current\)[^]*\nThe last runs:\n[^]*\nWhere the last .* slowest:\n/,
    );
  });

  test("heals what it found, says so, and finds it no more", async () => {
    await rm(join(folder, "workspace/snapshots/current"));
    const before = await runCommand(["doctor", "--config", config]);
    expect(before.stdout.toString()).toMatch(
      /snapshots +warning +snapshots\/current is missing; `polku doctor --heal`/,
    );
    const { code, stdout } = await runCommand(["doctor", "--heal", "--config", config]);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^The tables of the store were published as .*\n\ncheck/);
    expect(stdout.toString()).toMatch(/snapshots +ok /);
    expect((await runCommand(["doctor", "--heal", "--config", config])).code).toBe(2);
    expect((await runCommand(["doctor", "--heal", "all", "--config", config])).code).toBe(2);
  });
});

test("polku rebuild gives the same tables without reading a file", async () => {
  const tables = ["dim_profiles", "fct_touchpoints", "fct_journeys", "dim_profile_identifiers"];
  const contents = () =>
    Promise.all(tables.map((table) => jsonOf("query", `from ${table} order by all`, "--config", config)));
  const before = await contents();
  await rm(join(folder, "data"), { recursive: true });
  const result = runResultSchema.parse(await jsonOf("rebuild", "--config", config));
  expect(result.sources).toMatchObject([{ records: 0, stored: 0 }]);
  expect(await contents()).toEqual(before);
});

describe("polku explain", () => {
  test("tells why an identifier stands in its profile", async () => {
    const result = explainResultSchema.parse(
      await jsonOf("explain", "anonymous_id:a1", "email:planted-person@example.com", "--config", config),
    );
    expect(result.chain).toMatchObject([
      { source: "shop", event_id: "e2" },
      { source: "shop", event_id: "e2" },
    ]);
    const { stdout } = await runCommand(["explain", "shop:e3", "--config", config]);
    expect(stdout.toString()).toMatch(
      /^Event shop:e3 of [\s\S]*profile p_[0-9a-f]{24}[\s\S]*\nIt holds:\nidentifier +kind/i,
    );
    expect((await runCommand(["explain", "email:nobody@example.com", "--config", config])).code).toBe(1);
  });
});

describe("polku identity evaluate", () => {
  test("holds the profiles against a truth", async () => {
    const truth = join(folder, "truth.csv");
    const rows = ["email,planted-person@example.com,ada", "anonymous_id,a1,ada", "anonymous_id,a2,grace"];
    await writeFile(truth, `namespace,value,person\n${rows.join("\n")}\n`);
    const args = ["identity", "evaluate", "--truth", truth, "--config", config];
    const result = evaluateResultSchema.parse(await jsonOf(...args));
    expect(result).toMatchObject({ identifiers: 3, true_pairs: 1, recall: 1 });
    const { stdout } = await runCommand(args);
    expect(stdout.toString()).toContain("recall 100.0 %");
    expect((await runCommand([...args.slice(0, 3), "none.csv", "--config", config])).code).toBe(2);
  });
});

const exported = async (identifiers: string): Promise<string> => {
  const to = join(folder, identifiers);
  await jsonOf("export", "--config", config, "--to", to, "--format", "csv", "--identifiers", identifiers);
  const files = await readdir(to);
  return (await Promise.all(files.map((file) => readFile(join(to, file), "utf8")))).join("\n");
};

describe("personal data", () => {
  test("never stands in what a run says, nor in its log", async () => {
    const log = await readFile(join(folder, "log.ndjson"), "utf8");
    expect(log.trim().split("\n").length).toBeGreaterThan(5);
    for (const line of log.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("msg");
    expect(log).not.toMatch(planted);
    expect(said.join("")).not.toMatch(planted);
  });

  test("never stands in the list of what was set aside, nor in a manifest or contract", async () => {
    const list = await runCommand(["quarantine", "list", "--config", config]);
    expect(list.stdout.toString()).not.toMatch(planted);
    const current = join(folder, "workspace/snapshots/current");
    for (const file of ["manifest.json", "contract.yaml"]) {
      expect(await readFile(join(current, file), "utf8")).not.toMatch(planted);
    }
  });

  test("leaves by an export only where it is asked for", async () => {
    expect(await exported("hashed")).not.toMatch(planted);
    expect(await exported("none")).not.toMatch(planted);
    expect(await exported("clear")).toMatch(planted);
  });
});

test("polku run --data-end looks at evidence up to a given time only", async () => {
  const { code, stdout } = await run("--json", "--data-end", "2026-01-02T00:00:00Z");
  expect(code).toBe(0);
  const result = runResultSchema.parse(JSON.parse(stdout.toString()));
  expect(result).toMatchObject({ data_end: "2026-01-02T00:00:00.000Z", profiles: 1, known_profiles: 0 });
  expect((await run("--data-end", "yesterday")).code).toBe(2);
});
