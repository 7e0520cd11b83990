import { describe, expect, it } from "vitest";
import { replayRecords } from "../../../../pipeline/stages/land/replay-records.ts";
import { column, line, neutralRows, type PlanChanges, short, StagingBench } from "../staging-bench.ts";

const bench = new StagingBench();

const replay = async (
  records: readonly (readonly [string | Buffer, string])[],
  changes: PlanChanges = {},
) => {
  const [session] = bench.sessions;
  await session.run("create or replace table staging.kept (position bigint, record blob, shape varchar)");
  for (const [index, [record, shape]] of records.entries()) {
    await session.run("insert into staging.kept values ($1, $2, $3)", [
      BigInt(index + 100),
      Buffer.from(record),
      shape,
    ]);
  }
  const staged = await replayRecords(session, "from staging.kept", bench.plan(changes));
  const events = await session.rows(`from ${staged.eventsTable} where reason is null order by position`);
  const faults = await session.rows(`from ${staged.faultsTable} order by position`);
  return { staged, events, faults };
};

describe("records that were set aside", () => {
  it("become events once the mapping and the limits allow it, under the positions they were given", async () => {
    const long = line("long", { item: "x".repeat(5000) });
    const deep = line("deep", { item: JSON.parse(`${"[".repeat(600)}${"]".repeat(600)}`) });
    const { staged, events, faults } = await replay(
      [
        [line("a"), "line"],
        [long, "line"],
        [deep, "line"],
        [line("b", { occurred_at: "soon" }), "line"],
        ["not json", "line"],
        ["[1]", "line"],
        [Buffer.from([0xff, 0x7b]), "line"],
        ["x,y,z", "row"],
      ],
      { limits: { max_line_bytes: 6000, max_depth: 550 } },
    );
    expect(column(events, "event_id")).toEqual(["a", "long"]);
    expect(column(events, "position")).toEqual([100, 101]);
    expect(short(faults)).toEqual([
      "102 too_deep",
      "103 bad_time",
      "104 not_json",
      "105 not_an_object",
      "106 invalid_utf8",
      "107 bad_row",
    ]);
    expect(staged).toMatchObject({ records: 8, quarantinedRecords: 6, receivedFaulty: 0 });
  });

  it("of rows are read by their names again", async () => {
    const row = '{"event_id":"a","occurred_at":"2026-01-01 10:00","item":"x","more":"y"}';
    const { events } = await replay([[row, "row"]], {
      mapping: neutralRows,
      source: { timezone: "Europe/Helsinki" },
    });
    expect(events[0]).toMatchObject({
      event_id: "a",
      occurred_at: "2026-01-01T08:00:00.000Z",
      item: "x",
      properties: '{"more":"y"}',
    });
  });

  it("are held to strict JSON again", async () => {
    const { events, faults } = await replay([
      ['{"event_id":"a","occurred_at":"2026-01-01","item":NaN}', "line"],
      ['{"event_id":"b","occurred_at":"2026-01-01",}', "line"],
      [line("c", { item: "Infinity,}" }), "line"],
    ]);
    expect(column(events, "event_id")).toEqual(["c"]);
    expect(short(faults)).toEqual(["100 not_json", "101 not_json"]);
    expect(column(faults, "detail")).toEqual([
      "byte 51: NaN and Infinity are no JSON",
      "byte 43: a comma before a closing bracket",
    ]);
  });
});
