import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withFewTexts } from "../../../pipeline/snapshots/few-texts.ts";
import { copyTable, type TableSource } from "../../../pipeline/snapshots/write-table.ts";
import { plainText } from "../../../pipeline/warehouse/plain-value.ts";
import { Warehouse } from "../../../pipeline/warehouse/warehouse.ts";
import { rowsInMemory } from "./described-parquet.ts";

let warehouse: Warehouse;
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-few-texts-"));
  warehouse = await Warehouse.open(":memory:", {
    memory_limit: "1GB",
    threads: 2,
    temp_directory: undefined,
  });
  await warehouse.writer.run(
    `create table int_kinds as select * from (values
      (1, 'it''s "web"', null, 'ä', ''), (2, '', null, null, 'x'), (3, 'web', null, '😀', '')
    ) as t(kind_key, channel, vendor_event, campaign, currency);
    alter table int_kinds alter vendor_event type varchar;
    create table int_channels as
      select range::integer as channel_key, 'channel ' || range as channel from range(6000);
    create table int_step_labels (label_key integer, step_label varchar);
    create table things as select range::integer as number, (range % 4)::integer as kind_key from range(9)`,
  );
});
afterEach(async () => {
  warehouse.close();
  await rm(folder, { recursive: true });
});

const source: TableSource = {
  name: "things",
  query: `select number, channel, vendor_event, campaign, currency, channel || '!' as loud
    from things left join int_kinds using (kind_key) order by number`,
  comment: null,
  grain: ["number"],
  columnComments: {},
};

const typesOf = async (table: string): Promise<Record<string, string>> => {
  const rows = await warehouse.writer.rows(`describe ${table}`);
  return Object.fromEntries(
    rows.map((row) => [plainText(row["column_name"]), plainText(row["column_type"])]),
  );
};

test("a file of few texts holds the texts that it would hold without enums, as texts", async () => {
  const { writer } = warehouse;
  const plain = await (await copyTable(writer, source, folder)).entry;
  const before = await rowsInMemory(`select * from '${join(folder, plain.file)}'`);
  const columns = plain.columns.map(({ name, type }) => ({ name, type }));
  const few = await withFewTexts(
    writer,
    async () => (await copyTable(writer, { ...source, columns }, folder)).entry,
  );
  expect(few.columns).toEqual(plain.columns);
  expect(await rowsInMemory(`select * from '${join(folder, few.file)}'`)).toEqual(before);
  const types =
    await rowsInMemory(`select distinct converted_type from parquet_schema('${join(folder, few.file)}')
    where type = 'BYTE_ARRAY'`);
  expect(types).toEqual([{ converted_type: "UTF8" }]);
});

test("columns without a text, or with more than a row group should repeat, stay texts", async () => {
  await withFewTexts(warehouse.writer, async () => {
    expect(await typesOf("int_kinds")).toMatchObject({
      channel: expect.stringMatching(/^ENUM/) as unknown,
      vendor_event: "VARCHAR",
      campaign: expect.stringMatching(/^ENUM/) as unknown,
    });
    expect(await typesOf("int_channels")).toMatchObject({ channel: "VARCHAR" });
  });
});

test("afterwards the session sees the store as before, also where the work fails", async () => {
  const { writer } = warehouse;
  const failing = withFewTexts(writer, () => Promise.reject(new Error("no space left")));
  await expect(failing).rejects.toThrow("no space left");
  expect(await typesOf("int_kinds")).toMatchObject({ channel: "VARCHAR", campaign: "VARCHAR" });
  const left = await writer.rows("select type_name from duckdb_types() where starts_with(type_name, 'few_')");
  expect(left).toEqual([]);
});
