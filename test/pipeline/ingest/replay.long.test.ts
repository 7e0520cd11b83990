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
  it("changes nothing when nothing was fixed, however often", async () => {
    await writeFile(join(folder, "events.ndjson"), '{"id":"1"}\nbroken\n');
    const file = await config("{}", mappingOf("line ->> 'at'"));
    await run({ config: file });
    for (const _ of [1, 2]) {
      expect(await replayQuarantine({ config: file })).toEqual({
        replayed: 2,
        mapped: 0,
        quarantined_records: 2,
      });
    }
    await run({ config: file });
    expect(await accounting(file)).toEqual([
      { records: 2, mapped: 0, quarantined_records: 2, received: 0, stored: 0, quarantined: 0 },
    ]);
    expect(
      await query("select position, reason from quarantine order by position", { config: file }),
    ).toEqual([
      { position: 1, reason: "missing_time" },
      { position: 2, reason: "not_json" },
    ]);
  });
});
