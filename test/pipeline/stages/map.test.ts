import { plainText } from "../../../pipeline/warehouse/plain-value.ts";
import { describe, expect, it } from "vitest";
import { column, line, neutralLines, StagingBench } from "./staging-bench.ts";
import { customMapping } from "../../../pipeline/stages/map/mapping.ts";

const bench = new StagingBench();

const fails = async (sql: string, text = `${line("a")}\n`): Promise<string> => {
  const mapping = customMapping("own.sql", sql);
  const tables = async (): Promise<number> =>
    bench.sessions[0].count("select count(*) from duckdb_tables() where database_name = 'staging'");
  const before = await tables();
  const { file, events, faults } = await bench.read("own.ndjson", text, { mapping });
  expect(await tables()).toBe(before);
  expect(file).toMatchObject({ isUnreadable: true, records: 1, quarantinedRecords: 1 });
  expect(events).toEqual([]);
  expect(faults).toMatchObject([{ reason: "file_unreadable", shape: "file", record: null }]);
  return plainText(faults[0]?.["detail"]);
};

describe("a user's mapping", () => {
  it("may be any SELECT, with parts of its own, a comment at its end and a semicolon", async () => {
    const mapping = customMapping(
      "own.sql",
      `with records as (select * from lines), lines_of_mine as (from records)
      select position, line ->> '$.event_id' as event_id, now() as occurred_at, source as channel,
        {page: 1} as properties, timezone as item, 'not json' as traits, '{"a": 1}' as consent,
        12.345 as value, 3 as sequence, timestamptz '2026-01-01 10:00:00+02' as sent_at,
        'page_viewed' as event_type
      from lines_of_mine cross join source_settings; -- done`,
    );
    const { events, faults } = await bench.read("own.ndjson", `${line("a")}\n`, { mapping });
    expect(faults).toEqual([]);
    expect(events[0]).toMatchObject({
      event_id: "a",
      channel: "test",
      item: "UTC",
      properties: '{"page":1}',
      traits: '"not json"',
      consent: '{"a": 1}',
      sequence: 3,
      sent_at: "2026-01-01T08:00:00.000Z",
    });
  });

  it("never sees a record that is no JSON object, whatever its conditions are", async () => {
    const text = ["not json", line("a"), '{"event_id":"x', "[1]", line("b")].join("\n");
    const mapping = {
      ...neutralLines,
      sql: `${neutralLines.sql} where (line ->> '$.event_id') <> 'b' and json_keys(line) is not null`,
    };
    const { file, events } = await bench.read("where.ndjson", text, { mapping });
    expect(column(events, "event_id")).toEqual(["a"]);
    expect(file).toMatchObject({ records: 5, quarantinedRecords: 3 });
  });

  it("that is wrong sets the file aside, says what is wrong, and stages nothing", async () => {
    expect(await fails("select position, nothing as event_id from lines")).toMatch(
      /the mapping own\.sql failed on it: Binder Error: Referenced column "nothing" not found/,
    );
    expect(await fails("selec position from lines")).toMatch(/Parser Error/);
    expect(await fails("select line as event_id from lines")).toMatch(/gives no column position/);
    expect(await fails("select position, line as event_idd from lines")).toMatch(/gives a column event_idd/);
    expect(await fails("select position + 1 as position, line as event_id from lines")).toMatch(
      /gives 1 events a position that no record has/,
    );
    expect(await fails("select null::bigint as position, line as event_id from lines")).toMatch(
      /no record has/,
    );
  });

  it("that fails on a value does not say which", async () => {
    const message = await fails(
      "select position, (line ->> '$.item')::integer as event_id from lines",
      `${line("a", { item: "secret@example.com 4711" })}\n`,
    );
    expect(message).toMatch(/Conversion Error/);
    expect(message).not.toMatch(/secret|example|4711/);
  });
});
