// A shop whose mapping can be corrected, for tests of what is read again out of the quarantine.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { query } from "../../../pipeline/index.ts";

export let folder: string;

/** A new folder for each test of the file that calls it. */
export const useFolder = (): void => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "polku-replay-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
};

export const config = async (limits: string, mapping: string): Promise<string> => {
  const file = join(folder, "polku.yaml");
  await writeFile(join(folder, "mapping.sql"), mapping);
  await writeFile(
    file,
    `sources:\n  - { name: shop, connector: custom, files: events.ndjson, mapping: mapping.sql, channel: web }\nlimits: ${limits}\nquarantine: { max_share: 1 }\n`,
  );
  return file;
};

export const mappingOf = (time: string): string => `
select
    position,
    line ->> 'id' as event_id,
    'page_viewed' as event_type,
    line ->> 'page' as vendor_event,
    ${time} as occurred_at,
    [{ 'namespace': 'user_id', 'value': line ->> 'user', 'is_verified': false }] as identifiers,
from lines`;

export const accounting = async (file: string) =>
  (
    await query(
      `select sum(records) as records, sum(mapped) as mapped, sum(quarantined_records) as quarantined_records,
      sum(received) as received, sum(stored) as stored, sum(quarantined) as quarantined from ingest_accounting`,
      { config: file },
    )
  ).map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])));
