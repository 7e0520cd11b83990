import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { query, run } from "../../../pipeline/index.ts";
import { replayQuarantine } from "../../../pipeline/ingest/replay.ts";
import { accounting, config, folder, mappingOf, useFolder } from "./replay-shop.ts";

useFolder();

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
