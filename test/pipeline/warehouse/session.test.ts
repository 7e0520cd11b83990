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

describe("columns of numbers", () => {
  it("are appended as they are, in parts and with what is below zero and beyond 32 bits", async () => {
    const { writer } = warehouse;
    await writer.run(
      "create table measured (place integer, small integer, large bigint, seen_at timestamp, is_odd boolean, word varchar)",
    );
    const size = 5000;
    const small = new Int32Array(size);
    const large = new Float64Array(size);
    const at = new Float64Array(size);
    const isOdd = new Uint8Array(size);
    for (let place = 0; place < size; place += 1) {
      small[place] = place - 2500;
      large[place] = (place - 2500) * 3_000_000_001;
      at[place] = (place - 2500) * 1_000_000_000_000;
      isOdd[place] = place % 2;
    }
    const places = Int32Array.from({ length: size - 1 }, (_, row) => row + 1);
    await writer.bulkAppend(
      "measured",
      [
        { type: "place" },
        { type: "integer", values: small },
        { type: "bigint", values: large },
        { type: "timestamp", values: at },
        { type: "boolean", values: isOdd },
        { type: "nothing" },
      ],
      places,
    );
    const wrong = `
      small <> place - 2500 or large <> (place - 2500) * 3000000001::bigint
      or seen_at <> make_timestamp((place - 2500) * 1000000000000::bigint) or is_odd <> (place % 2 = 1) or word is not null`;
    expect(
      await writer.row(
        `select count(*) as rows, min(place) as first, count(*) filter (where ${wrong}) as wrong from measured`,
      ),
    ).toEqual({ rows: 4999, first: 1, wrong: 0 });
  });

  it("are read batch by batch", async () => {
    const rows = await warehouse.writer.stream("select range::integer, range::double / 2 from range(5000)");
    let [whole, half] = [0, 0];
    for await (const [integers = [], doubles = []] of rows.numbers()) {
      for (const value of integers) whole += value;
      for (const value of doubles) half += value;
    }
    expect([whole, half]).toEqual([12_497_500, 6_248_750]);
  });
});
