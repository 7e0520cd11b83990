import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ManifestTable } from "../../../../models/manifest.ts";
import { writeTables } from "../../../../pipeline/stages/publish/write-tables.ts";
import { listMarts, type Mart } from "../../../../pipeline/warehouse/models/marts.ts";
import type { Row } from "../../../../pipeline/warehouse/session.ts";
import { moment, ShopperStore } from "../../../world/shopper-store.ts";
import { everyShopper } from "../../../world/shoppers.ts";
import { rowsInMemory } from "../../snapshots/described-parquet.ts";

const end = "03-31 08:00";
const filled = "fct_stitching_uplift";

let store: ShopperStore;
let marts: readonly Mart[];
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-write-tables-"));
  store = await ShopperStore.built(everyShopper, end);
  marts = await listMarts(store.context.warehouse.writer);
});
afterEach(async () => {
  store.close();
  await rm(folder, { recursive: true });
});

const fill = "insert into stitching_uplift values ('people', '', 'people', 2, 3)";

const written = (threads: number, first: () => Promise<unknown>): Promise<readonly ManifestTable[]> =>
  store.context.warehouse.useThreads(threads).then(() =>
    writeTables(store.context, {
      sources: marts,
      folder,
      dataEnd: moment(end),
      first: async () => void (await first()),
      filledFirst: [filled],
    }),
  );

const inFile = ({ file }: ManifestTable): Promise<Row[]> =>
  rowsInMemory(`select * from '${join(folder, file)}' order by all`);

it.each([1, 2])(
  "files hold what the tables do, what is filled meanwhile too, with %i threads",
  async (threads) => {
    const tables = await written(threads, () => store.run(fill));
    expect(tables.map(({ name }) => name)).toEqual(marts.map(({ name }) => name));
    for (const [index, { name, query }] of marts.entries()) {
      const table = tables[index];
      const rows = await store.rows(`select * from (${query}) order by all`);
      expect({ name, rows: table === undefined ? [] : await inFile(table) }).toEqual({ name, rows });
      expect(table?.rows).toBe(rows.length);
    }
    expect(tables.find(({ name }) => name === filled)?.rows).toBe(1);
  },
);

it("fails with what failed first, in whichever session", async () => {
  await expect(written(2, () => Promise.reject(new Error("no space left")))).rejects.toThrow("no space left");
  marts = marts.map((mart) => ({
    ...mart,
    query: `select error('out of ' || 'order') as ${mart.columns[0]?.name ?? ""}`,
  }));
  await expect(written(2, () => store.run(fill))).rejects.toThrow();
});
