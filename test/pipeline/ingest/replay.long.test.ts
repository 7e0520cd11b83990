import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { query, run } from "../../../pipeline/index.ts";
import { replayQuarantine } from "../../../pipeline/ingest/replay.ts";
import { accounting, config, folder, mappingOf, useFolder } from "./replay-shop.ts";

useFolder();

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
