// Two hundred thousand events that hang together by their identifiers, as one sender with one key can send them: resolving
// them stays a matter of seconds (a quadratic step would not end within the test's time), and nothing of them is lost.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { query, run } from "../../pipeline/index.ts";

const events = 200_000;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "polku-chain-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Each as [how events hang together, how many profiles come of it]. */
const shapes: readonly (readonly [string, (number: number) => object, number])[] = [
  ["a chain of devices", (number) => ({ anonymous_id: [`a${number}`, `a${number + 1}`] }), 1],
  [
    "people chained by devices they share",
    (number) => ({ user_id: `u${number >> 1}`, anonymous_id: `d${(number + 1) >> 1}` }),
    events / 2,
  ],
  [
    "one person with a device for each event",
    (number) => ({ user_id: "hub", anonymous_id: `a${number}` }),
    1,
  ],
  [
    "one device with a person for each event",
    (number) => ({ user_id: `u${number}`, anonymous_id: "hub" }),
    events,
  ],
];

test.each(shapes)("%s", async (_, identifiersOf, profiles) => {
  const lines = Array.from({ length: events }, (_unused, number) =>
    JSON.stringify({
      event_id: `e${number}`,
      channel: "web",
      event_type: "page_viewed",
      occurred_at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
      identifiers: identifiersOf(number),
    }),
  );
  await writeFile(join(folder, "a.ndjson"), lines.join("\n"));
  const config = join(folder, "polku.yaml");
  await writeFile(config, "sources: [ { name: a, connector: polku/events, files: a.ndjson } ]\n");
  const result = await run({ config });
  expect(result).toMatchObject({ profiles, audits: { failed: 0 }, sources: [{ stored: events }] });
  expect(await query("select count(*)::int as events from fct_touchpoints", { config })).toEqual([
    { events },
  ]);
});
