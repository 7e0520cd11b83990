import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadConfig } from "../../../../pipeline/config.ts";
import { writeGaps } from "../../../../pipeline/stream/stream-offsets.ts";
import { openWorkspace } from "../../../../pipeline/workspace.ts";
import { examineStore } from "../../../../pipeline/workspace/doctor/store-check.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-store-check-"));
});
afterEach(() => rm(folder, { recursive: true }));

it("names the records that streams forgot before they were read", async () => {
  const config = join(folder, "polku.yaml");
  await writeFile(config, "sources: [{ name: shop, connector: polku/events, files: shop.ndjson }]\n");
  const loaded = await loadConfig(config);
  const workspace = await openWorkspace(loaded);
  const { writer } = workspace.warehouse;
  await writer.transaction(() =>
    writeGaps(writer, "run", [
      { stream: "kafka:web/0", from: 5n, to: 12n, reason: "retention" },
      { stream: "journal", from: 3n, to: 4n, reason: "journal_damaged" },
    ]),
  );
  await workspace.close();
  const { check } = await examineStore(loaded, false);
  expect(check.status).toBe("warning");
  expect(check.detail).toContain("kafka:web/0 5 to 11 (retention)");
  expect(check.detail).toContain("journal 3 to 3 (journal_damaged)");
});
