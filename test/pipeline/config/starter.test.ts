import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { findSources } from "../../../pipeline/config/starter.ts";

test("a folder of data is read by the words in its paths, a vendor's own name before others", async () => {
  const folder = await mkdtemp(join(tmpdir(), "polku-starter-"));
  const files = {
    "web/posthog/a.ndjson": "web/posthog",
    "web/rudderstack/a.ndjson.gz": "web/rudderstack",
    "web/segment/a.ndjson": "web/segment",
    "cloud-events/a.json": "polku/cloudevents",
    "store/a.csv": "store/receipts",
    "other/a.ndjson": "polku/events",
  };
  for (const file of [...Object.keys(files), "web/README.txt"]) {
    await mkdir(join(folder, "data", dirname(file)), { recursive: true });
    await writeFile(join(folder, "data", file), "{}\n");
  }
  const found = await findSources(folder);
  expect(Object.fromEntries(found.map(({ files: glob, connector }) => [glob, connector]))).toEqual(
    Object.fromEntries(
      Object.entries(files).map(([file, connector]) => [`data/${file.replace("/a.", "/*.")}`, connector]),
    ),
  );
  expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
  await rm(folder, { recursive: true });
});
