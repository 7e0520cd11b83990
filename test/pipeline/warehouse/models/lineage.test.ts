import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inOrder, lineagesOf } from "../../../../pipeline/warehouse/models/lineage.ts";
import { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await Warehouse.open(":memory:", {
    memory_limit: "256MB",
    threads: 1,
    temp_directory: undefined,
  });
});
afterAll(() => warehouse.close());

const reads = async (sql: string): Promise<string[]> => {
  const [lineage] = await lineagesOf(warehouse.writer, [{ name: "a_model", sql }]);
  return [...(lineage?.reads ?? [])].toSorted();
};

describe("lineage", () => {
  it("is every table behind parts, joins, subqueries and unions, and no part of the query itself", async () => {
    const sql = `-- a comment from nowhere
      with recursive
      first_part as (select a from one where a in (select b from two)),
      walks as (select a from first_part union all select a from walks inner join three using (a)),
      final as (select a from walks asof join four on walks.a < four.a union all select (select max(e) from five))
      select * from final`;
    expect(await reads(sql)).toEqual(["five", "four", "one", "three", "two"]);
  });

  it("reads no text as a table", async () => {
    expect(await reads("select 'from nowhere' as a from one")).toEqual(["one"]);
  });

  it("of several queries comes in their order", async () => {
    const queries = ["two", "one", "three"].map((name) => ({ name, sql: `select 'a"b' as a from ${name}` }));
    const lineages = await lineagesOf(warehouse.writer, queries);
    expect(lineages.map((lineage) => [...lineage.reads])).toEqual([["two"], ["one"], ["three"]]);
  });

  it("is refused for what is no SELECT", async () => {
    await expect(reads("drop table one")).rejects.toMatchObject({
      code: "model_failed",
      details: { model: "a_model" },
    });
  });
});

const model = (name: string, ...names: readonly string[]) => ({ name, reads: new Set(names) });

describe("order", () => {
  it("puts each model after those it reads", () => {
    const ordered = inOrder([model("a", "c", "a_table"), model("b"), model("c", "b")]);
    expect(ordered.map(({ name }) => name)).toEqual(["b", "c", "a"]);
  });

  it("lets a model read a table of its own name", () => {
    expect(inOrder([model("a", "a")]).map(({ name }) => name)).toEqual(["a"]);
  });

  it("refuses a circle", () => {
    expect(() => inOrder([model("a", "b"), model("b", "a")])).toThrow(/circle/);
  });
});
