import { EventEmitter, once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Warehouse } from "../../../pipeline/warehouse/warehouse.ts";

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await Warehouse.open(":memory:", {
    memory_limit: "1GB",
    threads: 2,
    temp_directory: undefined,
  });
  await warehouse.writer.run("create table numbers (number integer)");
});
afterAll(() => warehouse.close());

describe("a transaction of a session", () => {
  it("keeps out statements that others issue meanwhile, also into another database", async () => {
    const { writer } = warehouse;
    await writer.run("create table staging.waiting (number integer)");
    const gate = new EventEmitter();
    const entered = once(gate, "enter");
    const left = once(gate, "leave");
    const transaction = writer.transaction(async () => {
      await writer.run("insert into numbers values (1)");
      gate.emit("enter");
      await left;
      throw new Error("taken back");
    });
    await entered;
    const drop = writer.run("drop table staging.waiting");
    const other = writer.run("insert into numbers values (2)");
    gate.emit("leave");
    await expect(transaction).rejects.toThrow("taken back");
    await Promise.all([drop, other]);
    expect(await writer.rows("select number from numbers")).toEqual([{ number: 2 }]);
  });

  it("takes every statement of its work, also those it issues side by side", async () => {
    const { writer } = warehouse;
    const counted = await writer.transaction(async () => {
      await Promise.all([3, 4, 5].map((number) => writer.run("insert into numbers values ($1)", [number])));
      return writer.count("select count(*) from numbers where number > 2");
    });
    expect(counted).toBe(3);
  });
});
