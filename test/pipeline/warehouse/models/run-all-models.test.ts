import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Model } from "../../../../pipeline/warehouse/models.ts";
import { dropUnplaced, runAllModels } from "../../../../pipeline/warehouse/models/run-all-models.ts";
import type { Session } from "../../../../pipeline/warehouse/session.ts";
import { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";

const model = (name: string, sql: string, reads: string[], kind: Model["kind"] = "profile"): Model => ({
  name,
  kind,
  sql,
  reads: new Set(reads),
  sentence: `${name}.`,
  grain: ["n"],
  severity: "stop",
  each: undefined,
  key: undefined,
  checks: [],
  columns: new Map(),
  isMart: false,
});

const numbers = model("numbers", "select n from given", ["given"]);
const doubled = model("doubled", "select n * 2 as n from numbers", ["numbers"]);
const shown = model("shown", "select n from numbers where n > 1", ["numbers"], "view");
const squared = model("squared", "select n * n as n from shown", ["shown"]);
const total = model(
  "total",
  "select sum(doubled.n + squared.n)::bigint as n from doubled cross join squared",
  ["doubled", "squared"],
  "table",
);
const models = [numbers, doubled, shown, squared, total];

let warehouse: Warehouse;
let beside: Session;
beforeEach(async () => {
  const engine = { memory_limit: "256MB", threads: 2, temp_directory: undefined };
  warehouse = await Warehouse.open(":memory:", engine);
  beside = await warehouse.session();
  await warehouse.writer.run("create table given as select unnest([1, 2, 3]) as n");
});
afterEach(() => {
  beside.close();
  warehouse.close();
});

const reporter = { advance: () => undefined };
const run = (given: readonly Model[], finish = async (): Promise<void> => undefined) =>
  runAllModels([warehouse.writer, beside], given, reporter, finish);
const tables = async (): Promise<unknown[]> =>
  (await warehouse.writer.rows("select table_name as name from duckdb_tables() order by name")).map(
    ({ name }) => name,
  );
const totalNow = () => warehouse.writer.count("select n from total");

describe("models for all profiles", () => {
  it("take the places of the tables before them, and leave none beside", async () => {
    await run(models);
    expect(await totalNow()).toBe(2 * (2 + 4 + 6) + 3 * (4 + 9));
    await warehouse.writer.run("insert into given values (4)");
    const runs = await run(models);
    expect(runs.map(({ name }) => name).toSorted()).toEqual(["doubled", "numbers", "squared", "total"]);
    expect(await totalNow()).toBe(3 * (2 + 4 + 6 + 8) + 4 * (4 + 9 + 16));
    expect(await tables()).toEqual(["doubled", "given", "numbers", "squared", "total"]);
  });

  it.each([
    ["that others read", "numbers"],
    ["of a branch", "squared"],
    ["of all profiles", "total"],
  ])("leave the store as it was where one %s fails", async (_, failing) => {
    await run(models);
    const before = await totalNow();
    await warehouse.writer.run("insert into given values (4)");
    const faulty = models.map((one) =>
      one.name === failing ? { ...one, sql: `select error('no')::integer as n from (${one.sql})` } : one,
    );
    await expect(run(faulty)).rejects.toMatchObject({ code: "model_failed", details: { model: failing } });
    expect(await totalNow()).toBe(before);
    expect(await warehouse.writer.count("select count(*) from numbers")).toBe(3);
    expect(await tables()).toEqual(["doubled", "given", "numbers", "squared", "total"]);
  });

  it("are not seen before all of them are there", async () => {
    await run(models);
    await warehouse.writer.run("insert into given values (4)");
    await expect(
      run(models, async () => {
        const reader = await warehouse.session();
        expect(await reader.count("select count(*) from numbers")).toBe(3);
        reader.close();
        throw new Error("the end was not reached");
      }),
    ).rejects.toThrow("the end was not reached");
    expect(await warehouse.writer.count("select count(*) from numbers")).toBe(3);
  });

  it("left behind by a run that died are removed", async () => {
    await warehouse.writer.run("create table building_numbers as select 1 as n");
    await dropUnplaced(warehouse.writer);
    expect(await tables()).toEqual(["given"]);
  });
});
