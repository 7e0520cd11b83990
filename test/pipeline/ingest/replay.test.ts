import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { query, run } from "../../../pipeline/index.ts";
import { replayQuarantine } from "../../../pipeline/ingest/replay.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-replay-"));
});
afterEach(() => rm(folder, { recursive: true }));

const config = async (limits: string, mapping: string): Promise<string> => {
  const file = join(folder, "polku.yaml");
  await writeFile(join(folder, "mapping.sql"), mapping);
  await writeFile(
    file,
    `sources:\n  - { name: shop, connector: custom, files: events.ndjson, mapping: mapping.sql, channel: web }\nlimits: ${limits}\nquarantine: { max_share: 1 }\n`,
  );
  return file;
};

const mappingOf = (time: string): string => `
select
    position,
    line ->> 'id' as event_id,
    'page_viewed' as event_type,
    line ->> 'page' as vendor_event,
    ${time} as occurred_at,
    [{ 'namespace': 'user_id', 'value': line ->> 'user', 'is_verified': false }] as identifiers,
from lines`;

const accounting = async (file: string) =>
  (
    await query(
      `select sum(records) as records, sum(mapped) as mapped, sum(quarantined_records) as quarantined_records,
      sum(received) as received, sum(stored) as stored, sum(quarantined) as quarantined from ingest_accounting`,
      { config: file },
    )
  ).map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])));

describe("replayQuarantine", () => {
  it("stores what a corrected mapping understands and moves the accounting by the difference", async () => {
    await writeFile(
      join(folder, "events.ndjson"),
      [
        '{"id":"1","page":"/","user":"u1","at":"2026-01-01T10:00:00Z"}',
        '{"id":"2","page":"/a","user":"u1","when":"2026-01-01T10:01:00Z"}',
        '{"id":"3","page":"/b","user":"u1"}',
        "not json at all",
      ].join("\n"),
    );
    const before = await config("{}", mappingOf("line ->> 'at'"));
    await run({ config: before });
    expect(await accounting(before)).toEqual([
      { records: 4, mapped: 1, quarantined_records: 3, received: 1, stored: 1, quarantined: 0 },
    ]);

    const after = await config("{}", mappingOf("coalesce(line ->> 'at', line ->> 'when')"));
    expect(await replayQuarantine({ config: after, reason: "missing_time" })).toEqual({
      replayed: 2,
      mapped: 1,
      quarantined_records: 1,
    });
    await run({ config: after });
    expect(await accounting(after)).toEqual([
      { records: 4, mapped: 2, quarantined_records: 2, received: 2, stored: 2, quarantined: 0 },
    ]);
    expect(await query("select event_id from fct_touchpoints order by event_id", { config: after })).toEqual([
      { event_id: "1" },
      { event_id: "2" },
    ]);
  });
});
