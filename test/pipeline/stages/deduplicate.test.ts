import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commitFiles } from "../../../pipeline/stages/deduplicate.ts";
import type { StagedBatch } from "../../../pipeline/stages/staged-file.ts";
import { plainText } from "../../../pipeline/warehouse/plain-value.ts";
import { sqlText } from "../../../pipeline/warehouse/sql-text.ts";
import { Warehouse } from "../../../pipeline/warehouse/warehouse.ts";
import { page, stageVersions, type Version } from "./deduplicate/staged-versions.ts";

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await Warehouse.open(":memory:", {
    memory_limit: "1GB",
    threads: 2,
    temp_directory: undefined,
  });
  await warehouse.writer.run(sqlText("sql/schema/store.sql"));
});
afterAll(() => warehouse.close());

const clear = async (): Promise<void> => {
  for (const table of [
    "events",
    "quarantine",
    "accounting_entries",
    "ingested_files",
    "displaced_events",
    "store_meta",
  ]) {
    await warehouse.writer.run(`delete from ${table}`);
  }
};

const stage = (versions: readonly Version[]): Promise<StagedBatch> => stageVersions(warehouse, versions);

const commit = async (runs: readonly (readonly (readonly Version[])[])[]): Promise<void> => {
  for (const [run, files] of runs.entries()) {
    const stagedFiles: StagedBatch[] = [];
    for (const file of files) stagedFiles.push(await stage(file));
    await commitFiles({ warehouse, runId: `run-${run}` }, "shop", stagedFiles);
    for (const file of stagedFiles) {
      await warehouse.writer.run(`drop table ${file.eventsTable}; drop table ${file.faultsTable}`);
    }
  }
};

const stored = () => warehouse.writer.rows("select event_id, revision, item from events order by all");

const totals = async () =>
  (await warehouse.writer.row(
    `select sum(received) as received, sum(stored) as stored, sum(duplicate) as duplicate,
    sum(superseded) as superseded, sum(quarantined) as quarantined from accounting_entries`,
  )) ?? {};

describe("commitFiles", () => {
  it("stores an id once and counts equal content as a duplicate, whatever the order of JSON keys", async () => {
    await clear();
    await commit([[[page("a", null, "x"), page("a", null, "x")]], [[page("a", null, "x", true)]]]);
    expect(await stored()).toHaveLength(1);
    expect(await totals()).toEqual({ received: 3, stored: 1, duplicate: 2, superseded: 0, quarantined: 0 });
  });

  it("gives every event a key of its own, also where staged rows were taken out", async () => {
    await clear();
    const first = await stage([page("a", null, "x"), page("b", null, "x"), page("c", null, "x")]);
    await warehouse.writer.run(`delete from ${first.eventsTable} where event_id = 'a'`);
    const second = await stage([page("d", null, "x"), page("e", null, "x"), page("e", null, "x")]);
    await commitFiles({ warehouse, runId: "run" }, "shop", [first, second]);
    expect(await warehouse.writer.count("select count(distinct event_key) from events")).toBe(4);
  });

  it("takes no event for a copy because it stands where a copy stands in another file", async () => {
    await clear();
    await commit([
      [
        [page("a", null, "x"), page("b", null, "x")],
        [page("c", null, "x"), page("c", null, "y")],
      ],
    ]);
    expect(new Set((await stored()).map((row) => row["event_id"]))).toEqual(new Set(["a", "b", "c"]));
    expect(await totals()).toEqual({ received: 4, stored: 3, duplicate: 0, superseded: 0, quarantined: 1 });
  });

  it("keeps the highest revision, numbers by value and times above numbers, and nets what it displaces", async () => {
    await clear();
    await commit([
      [[page("a", "9", "x")]],
      [[page("a", "10", "y")]],
      [[page("a", "2026-01-01T12:00:00+02:00", "z")]],
      [[page("a", "2026-01-01T09:00:00Z", "too early")]],
    ]);
    expect(await stored()).toEqual([{ event_id: "a", revision: "2026-01-01T12:00:00+02:00", item: "z" }]);
    expect(await totals()).toEqual({ received: 4, stored: 1, duplicate: 0, superseded: 3, quarantined: 0 });
    expect(
      await warehouse.writer.count("select count(*) from displaced_events"),
      "what was evidence is handed to resolve",
    ).toBe(2);
  });

  it("quarantines a conflicting duplicate as its canonical JSON, with the place of the version that lost", async () => {
    await clear();
    await commit([[[page("a", "1", "x")]], [[page("a", "1", "y")]]]);
    const [row] = await warehouse.writer.rows("select reason, event_id, record, shape from quarantine");
    expect(row).toMatchObject({ reason: "conflicting_duplicate", event_id: "a", shape: "event" });
    const [kept] = await stored();
    const lost = JSON.parse(plainText(row?.["record"])) as { item: string };
    expect(new Set([kept?.["item"], lost.item])).toEqual(new Set(["x", "y"]));
  });

  it("stores the same events for any order, cut and repetition of the versions, and its sums hold", async () => {
    const version = fc.record({
      event_id: fc.constantFrom("a", "b", "c"),
      revision: fc.constantFrom(null, "draft", "9", "10", "2026-01-01T00:00:00Z"),
      item: fc.constantFrom("x", "y", "z"),
      isReversed: fc.boolean(),
    });
    const worlds = fc
      .array(version, { minLength: 1, maxLength: 10 })
      .chain((versions) =>
        fc.tuple(
          fc.constant(versions),
          fc.shuffledSubarray([...versions, ...versions], { minLength: versions.length * 2 }),
          fc.array(fc.nat(3), { minLength: 20, maxLength: 20 }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(worlds, async ([versions, shuffled, cuts]) => {
        await clear();
        await commit([[versions]]);
        const expected = await stored();
        await clear();
        const runs = [0, 1].map((run) =>
          [0, 1].map((file) => shuffled.filter((_, index) => cuts[index] === run * 2 + file)),
        );
        await commit(runs);
        expect(await stored()).toEqual(expected);
        const sums = await totals();
        expect(sums["stored"]).toBe(expected.length);
        expect(sums["received"]).toBe(shuffled.length);
        expect(
          ["stored", "duplicate", "superseded", "quarantined"].reduce(
            (sum, name) => sum + Number(sums[name]),
            0,
          ),
        ).toBe(shuffled.length);
        expect(await warehouse.writer.count("select count(*) from quarantine")).toBe(sums["quarantined"]);
      }),
      { numRuns: 25 },
    );
  });
});
