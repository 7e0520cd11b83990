import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { loadConfig } from "../../../pipeline/config.ts";
import { run } from "../../../pipeline/index.ts";
import { quarantineAlarms } from "../../../pipeline/workspace/quarantine-alarms.ts";
import { newProject } from "../snapshots/project-fixture.ts";

let folder = "";
afterEach(() => rm(folder, { recursive: true }));

const call = (messageId: string | undefined) => ({
  type: "page",
  anonymousId: "a1",
  timestamp: "2026-01-01T10:00:00Z",
  messageId,
});

const alarms = async (maxShare: number, records: readonly unknown[]): Promise<string[]> => {
  ({ folder } = await newProject());
  const config = join(folder, "polku.yaml");
  await mkdir(join(dirname(config), "data"));
  await writeFile(
    config,
    `sources: [{ name: web, connector: web/segment, files: data/* }]\nquarantine: { max_share: ${maxShare} }\n`,
  );
  await writeFile(
    join(folder, "data/calls.ndjson"),
    records.map((record) => JSON.stringify(record)).join("\n"),
  );
  const result = await run({ config });
  return (await quarantineAlarms(await loadConfig(config), result)).map(({ text }) => text);
};

test("a record with several faulty events is one of the records that were set aside", async () => {
  const batch = { batch: [call(undefined), call(undefined), call(undefined)] };
  expect(await alarms(0.4, [batch, call("m1")])).toEqual([
    "50.0 % of 2 records of web quarantined, whole or in part, more than quarantine.max_share (40.0 %); " +
      "see: polku quarantine list --source web",
  ]);
});

test("a share up to max_share is taken in silence, whatever the number of events", async () => {
  const batch = { batch: [call(undefined), call(undefined), call(undefined)] };
  expect(await alarms(0.5, [batch, call("m1")])).toEqual([]);
});

test("all records are at most 100 %, conflicts with each other included", async () => {
  const batch = {
    batch: [call(undefined), call(undefined), call("m1"), { ...call("m1"), anonymousId: "a2" }],
  };
  expect(await alarms(0.9, [batch])).toEqual([
    expect.stringMatching(/^100\.0 % of 1 record of web quarantined/) as string,
  ]);
});
