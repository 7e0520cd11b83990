import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { run } from "../../pipeline/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-ingest-"));
});
afterEach(() => rm(folder, { recursive: true }));

const event = (number: number): string =>
  JSON.stringify({
    event_id: `e${number}`,
    channel: "web",
    event_type: "page_viewed",
    occurred_at: "2026-01-01T10:00:00Z",
    identifiers: { user_id: `u${number}` },
  });

const mapping = (age: string): string =>
  `select position, id as event_id, 'page_viewed' as event_type, seen as occurred_at, ${age} as sequence from rows`;

describe("ingest", () => {
  it("reads nothing again of many files that were touched and not changed", async () => {
    await mkdir(join(folder, "data"));
    const files = Array.from({ length: 12 }, (_, number) => join(folder, "data", `${number}.ndjson`));
    for (const [number, file] of files.entries()) await writeFile(file, `${event(number)}\n`);
    const config = join(folder, "polku.yaml");
    await writeFile(config, "sources: [{ name: shop, connector: polku/events, files: data/*.ndjson }]\n");
    const first = await run({ config });
    for (const day of [1, 2, 3]) {
      const touchedAt = new Date(Date.UTC(2026, 0, day));
      for (const file of files) await utimes(file, touchedAt, touchedAt);
      const again = await run({ config });
      expect(again.snapshot_id).toBe(first.snapshot_id);
      expect(again.sources).toMatchObject([{ records: 0, stored: 0 }]);
    }
  });

  it("names each glob that matches no file, and reads a file that two globs match once", async () => {
    await writeFile(join(folder, "a.ndjson"), `${event(1)}\n`);
    const config = join(folder, "polku.yaml");
    await writeFile(
      config,
      "sources: [{ name: shop, connector: polku/events, files: [a.ndjson, '*.ndjson', none/*.csv] }]\n",
    );
    const result = await run({ config });
    expect(result.sources).toMatchObject([{ records: 1, stored: 1 }]);
    expect(result.warnings).toEqual(["source shop: none/*.csv matches no file."]);
  });

  it("reads the files of inputs, and says of a source without files who reads it", async () => {
    await writeFile(join(folder, "a.ndjson"), `${event(1)}\n`);
    const config = join(folder, "polku.yaml");
    const inputs = "[ { files: a.ndjson, watch: true }, { http: { write_key_file: k } } ]";
    const live = "[ { kafka: { brokers: ['localhost:9092'], topics: [tills] } } ]";
    await writeFile(
      config,
      `sources:
  - { name: shop, connector: polku/events, inputs: ${inputs} }
  - { name: till, connector: polku/events, inputs: ${live} }\n`,
    );
    const result = await run({ config });
    expect(result.sources).toMatchObject([
      { name: "shop", stored: 1 },
      { name: "till", stored: 0 },
    ]);
    expect(result.warnings).toEqual([
      "source till: has no files, so `polku stream` alone reads it; what that stored is in the tables.",
    ]);
  });

  it("sets aside only the file on which a mapping fails, and reads it once the mapping is mended", async () => {
    for (const [number, age] of ["1", "old", "3"].entries()) {
      await writeFile(join(folder, `${number}.csv`), `id,seen,age\ne${number},2026-01-01T10:00:00Z,${age}\n`);
    }
    const config = join(folder, "polku.yaml");
    await writeFile(
      config,
      "sources: [{ name: shop, connector: custom, mapping: own.sql, channel: web, files: '*.csv' }]\n",
    );
    await writeFile(join(folder, "own.sql"), mapping("age::integer"));
    const first = await run({ config });
    expect(first.sources).toMatchObject([{ records: 3, quarantined_records: 1, stored: 2 }]);
    await writeFile(join(folder, "own.sql"), mapping("try_cast(age as integer)"));
    const second = await run({ config });
    expect(second.sources).toMatchObject([{ stored: 1 }]);
  });
});
