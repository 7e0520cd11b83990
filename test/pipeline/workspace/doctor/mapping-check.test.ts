import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../../../pipeline/config.ts";
import { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";
import { examineMappings } from "../../../../pipeline/workspace/doctor/mapping-check.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-mapping-"));
});
afterEach(() => rm(folder, { recursive: true }));

const checked = async (sql: string | null, files: string): Promise<string[]> => {
  const config = join(folder, "polku.yaml");
  await writeFile(
    config,
    `sources: [{ name: own, connector: custom, mapping: own.sql, channel: web, files: '${files}' }]\n`,
  );
  if (sql !== null) await writeFile(join(folder, "own.sql"), sql);
  const checks = await examineMappings(await loadConfig(config));
  return checks.map(({ name, status, detail }) => `${name} ${status}: ${detail}`);
};

const lines = (column: string): string =>
  `select position, ${column} as event_id, 'page_viewed' as event_type, '2026-01-01' as occurred_at from lines;`;
const rows = (column: string): string =>
  `select position, ${column} as event_id, 'page_viewed' as event_type, '2026-01-01' as occurred_at from rows`;

describe("a mapping of the user's own", () => {
  it("over lines is tried without any file", async () => {
    expect(await checked(lines("line ->> '$.id'"), "none/*.ndjson")).toEqual([
      "source own ok: the mapping own.sql suits lines",
    ]);
    expect(await checked(lines("lime"), "none/*.ndjson")).toEqual([
      expect.stringMatching(/^source own failed: the mapping own\.sql fails: Binder Error: .*"lime"/),
    ]);
    expect(await checked("select position, 1 as color from lines", "none/*")).toEqual([
      expect.stringContaining("gives a column color, which no event has"),
    ]);
    expect(await checked("select 'a' as event_id from lines", "none/*")).toEqual([
      expect.stringContaining("gives no column position"),
    ]);
  });

  it("over rows is tried on the columns of the first matching file", async () => {
    await writeFile(join(folder, "1.csv"), "id,seen\n1,2\n");
    const warehouse = await Warehouse.open(":memory:", {
      memory_limit: "1GB",
      threads: 1,
      temp_directory: undefined,
    });
    await warehouse.writer.run(
      `copy (select 1 as id, 2 as seen) to '${join(folder, "1.parquet")}' (format parquet)`,
    );
    warehouse.close();
    for (const glob of ["*.csv", "*.parquet"]) {
      const file = glob.replace("*", "1");
      expect(await checked(rows("id"), glob)).toEqual([`source own ok: the mapping own.sql suits ${file}`]);
      const [failure] = await checked(rows("ident"), glob);
      expect(failure).toMatch(
        /^source own failed: the mapping own\.sql fails on 1\.\w+: Binder Error: .*"ident"/,
      );
      expect(failure).not.toContain("\n");
    }
  });

  it("over rows is tried for its syntax where the columns are not known", async () => {
    await writeFile(join(folder, "1.ndjson"), '{"id":1}\n');
    await writeFile(join(folder, "1.csv"), "PK\u0003\u0004");
    for (const glob of ["none/*.csv", "*.ndjson", "*.csv"]) {
      expect(await checked(rows("id"), glob)).toEqual([
        "source own ok: the syntax of the mapping own.sql is right",
      ]);
      expect(await checked(rows("id,,"), glob)).toEqual([
        expect.stringMatching(/^source own failed: the mapping own\.sql fails: Parser Error: syntax error/),
      ]);
    }
  });

  it("that cannot be read is left to the check of its file", async () => {
    expect(await checked(null, "none/*")).toEqual([]);
  });
});
