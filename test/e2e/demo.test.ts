import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../pipeline/config.ts";
import { generateWorld } from "../../pipeline/demo/generate-world.ts";
import { type DemoResult, runDemo } from "../../pipeline/demo/run-demo.ts";
import { queryRows } from "../../pipeline/snapshots/query.ts";

const parent = mkdtempSync(join(tmpdir(), "polku-demo-"));
const people = 250;

let demo: DemoResult;

beforeAll(async () => {
  demo = await runDemo({ folder: join(parent, "demo"), people });
});

afterAll(() => {
  rmSync(parent, { recursive: true });
});

const rows = async (sql: string): Promise<Record<string, unknown>[]> =>
  queryRows(await loadConfig(demo.config), sql);

const sumOf = (name: "unattributed" | "future"): number =>
  Object.values(demo.facts.expected).reduce((sum, counts) => sum + counts[name], 0);

describe("the demo", () => {
  it("counts what was planted, source by source, exactly", () => {
    const counted = demo.facts.run.sources.map(({ name, erased: _erased, ...counts }) => [name, counts]);
    const planted = Object.entries(demo.facts.expected).map(([name, counts]) => {
      const { unattributed: _unattributed, future: _future, ...others } = counts;
      return [name, others];
    });
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(planted));
    expect(demo.facts.run.unattributed).toBe(sumOf("unattributed"));
    expect(demo.facts.run.future).toBe(sumOf("future"));
  });

  it("keeps robots out of every path, and counts them", async () => {
    const excluded = await rows("select sum(excluded)::bigint as events from ingest_accounting");
    expect(excluded).toEqual([{ events: demo.facts.planted.bot_hits }]);
  });

  it("quarantines for the reasons that were planted", async () => {
    const found = await rows(
      "select source, reason, count(*) as records from quarantine group by all order by all",
    );
    expect(found).toEqual([
      { source: "care", reason: "not_json", records: 2 },
      { source: "newsletter", reason: "bad_time", records: 10 },
      { source: "newsletter", reason: "not_json", records: 12 },
      { source: "newsletter", reason: "unknown_kind", records: 8 },
      { source: "shop-web", reason: "bad_time", records: 25 },
      { source: "shop-web", reason: "conflicting_duplicate", records: 8 },
      { source: "shop-web", reason: "not_json", records: 40 },
      { source: "shop-web", reason: "unknown_kind", records: 20 },
      { source: "tills", reason: "bad_row", records: 10 },
      { source: "tills", reason: "bad_time", records: 12 },
    ]);
  });

  it("breaks no law of the tables", () => {
    expect(demo.facts.run.audits.failed).toBe(0);
  });

  it("stitches nearly right, and far better than nobody would", () => {
    const { identifiers, events, eventsUnstitched } = demo.facts;
    expect(identifiers.precision).toBeGreaterThan(0.97);
    expect(identifiers.recall).toBeGreaterThan(0.75);
    expect(events.precision).toBeGreaterThan(0.93);
    expect(events.recall).toBeGreaterThan(0.85);
    expect((events.recall ?? 0) - (eventsUnstitched.recall ?? 0)).toBeGreaterThan(0.3);
  });

  it("evaluates every event and every identifier of the truth", () => {
    const { truth } = generateWorld("polku", people);
    const { identifiers, events, eventsUnstitched } = demo.facts;
    expect(identifiers).toMatchObject({ identifiers: truth.identifiers.length });
    expect(events).toMatchObject({ events: truth.events.length });
    expect(eventsUnstitched).toMatchObject({ events: truth.events.length, true_pairs: events.true_pairs });
  });

  it("shows what stitching changes: fewer journeys, more of them across channels", () => {
    const { journeys, acrossChannels, dropOffs, unchangedJourneys } = demo.facts.effect;
    expect(journeys.stitched).toBeLessThan(journeys.unstitched);
    expect(acrossChannels.stitched).toBeGreaterThan(acrossChannels.unstitched);
    expect(dropOffs.identity_lost.stitched).toBeLessThan(dropOffs.identity_lost.unstitched);
    expect(unchangedJourneys).toBeLessThan(journeys.stitched);
  });

  it("tells one person's way through several channels, and what joins it", () => {
    const channels = new Set(demo.facts.example?.steps.map(({ channel }) => channel));
    expect(channels.size).toBeGreaterThan(2);
    expect(demo.facts.example?.links.length).toBeGreaterThan(1);
  });

  it("fits the story into a hundred columns, but for commands with a long path", () => {
    const lines = demo.story.split("\n").filter((line) => !line.includes("--config"));
    expect(lines.filter((line) => Array.from(line).length > 100)).toEqual([]);
  });
});
