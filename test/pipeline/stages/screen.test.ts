import { plainText } from "../../../pipeline/warehouse/plain-value.ts";
import { describe, expect, it } from "vitest";
import type { Row } from "../../../pipeline/warehouse/session.ts";
import { sqlText } from "../../../pipeline/warehouse/sql-text.ts";
import { eventColumns } from "../../../pipeline/stages/event-columns.ts";
import { createTables, tidyTables } from "../../../pipeline/stages/land/staged-tables.ts";
import {
  column,
  neutralLines,
  type PlanChanges,
  short,
  StagingBench,
  type StagedRows,
} from "./staging-bench.ts";

const bench = new StagingBench();

/** A mapping that gives what the records say, column by column, and one event for each of `events`. */
const spelledOut = {
  ...neutralLines,
  isCustom: true,
  sql: `with events as (
      select position, unnest(case
        when json_exists(line, '$.events') then json_extract(line, '$.events[*]')
        else [line::json]
      end) as event
      from lines
      where line ->> '$.skip' is null
    )
    select
      position,
      event ->> '$.fault' as fault,
      event ->> '$.event_id' as event_id,
      event ->> '$.channel' as channel,
      event ->> '$.event_type' as event_type,
      event ->> '$.vendor_event' as vendor_event,
      event ->> '$.direction' as direction,
      event ->> '$.occurred_at' as occurred_at,
      event ->> '$.sequence' as sequence,
      event ->> '$.sent_at' as sent_at,
      event ->> '$.identity_action' as identity_action,
      event ->> '$.value' as value,
      from_json(event -> '$.identifiers',
        '[{"namespace":"VARCHAR","value":"VARCHAR","is_verified":"BOOLEAN"}]') as identifiers,
    from events`,
};

const good = {
  event_id: "a",
  channel: "web",
  event_type: "page_viewed",
  occurred_at: "2026-01-01T10:00:00Z",
};

const stage = (records: readonly object[], changes: PlanChanges = {}): Promise<StagedRows> =>
  bench.read("events.ndjson", records.map((record) => JSON.stringify(record)).join("\n"), {
    mapping: spelledOut,
    ...changes,
  });

const screened = async (event: object, changes: PlanChanges = {}): Promise<Row> => {
  const { events, faults } = await stage([{ ...good, ...event }], changes);
  return { ...events[0], reason: faults[0]?.["reason"] ?? null, detail: faults[0]?.["detail"] ?? null };
};

const carried = async (...identifiers: (readonly [string | null, string | null, boolean?])[]) => {
  const list = identifiers.map(([namespace, value, is_verified]) => ({ namespace, value, is_verified }));
  return (await screened({ identifiers: list }))["identifiers"];
};

const one = (namespace: string, value: string, is_verified = false) => ({
  namespace,
  value,
  is_verified,
});

const identifiersUpTo = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ namespace: "email", value: String(index % 5) }));

const lineOf = (receipt: string, occurred_at: string | null = "2026-01-01"): object => ({
  receipt,
  occurred_at,
  amount: "1.50",
});

describe("an event", () => {
  it("keeps what it says and gets what it leaves out", async () => {
    expect(await screened({ sent_at: "no time", value: "no amount", sequence: "x" })).toMatchObject({
      reason: null,
      vendor_event: null,
      direction: "inbound",
      occurred_at: "2026-01-01T10:00:00.000Z",
      sequence: 0,
      sent_at: null,
      identifiers: null,
      identity_action: "observed",
      value: null,
    });
    expect(
      await screened({
        direction: "OUTBOUND",
        sequence: "9007199254740993",
        sent_at: "2026-01-01T10:00:01Z",
        identity_action: "aliased",
        value: "-12.5",
      }),
    ).toMatchObject({
      direction: "outbound",
      sequence: "9007199254740993",
      sent_at: "2026-01-01T10:00:01.000Z",
      identity_action: "aliased",
      value: "-12.50",
    });
    expect(await screened({ direction: "sideways", identity_action: "guessed" })).toMatchObject({
      direction: "inbound",
      identity_action: "observed",
    });
  });

  it("of a name outside the vocabulary is custom, and keeps the name", async () => {
    expect(await screened({ event_type: "Order Done" })).toMatchObject({
      event_type: "custom",
      vendor_event: "Order Done",
    });
    expect(await screened({ event_type: "", vendor_event: "Tilaus" })).toMatchObject({
      event_type: "custom",
      vendor_event: "Tilaus",
    });
    expect(await screened({ event_type: "cart_added", vendor_event: "Added" })).toMatchObject({
      event_type: "cart_added",
      vendor_event: "Added",
    });
    expect(await screened({ event_type: "" })).toMatchObject({ reason: "missing_type" });
  });

  it("takes its channel from the record, else from the source", async () => {
    expect(await screened({ channel: "Web" })).toMatchObject({ channel: "web" });
    expect(await screened({ channel: "our shop" })).toMatchObject({
      reason: "missing_channel",
      detail: expect.stringContaining("no name of small letters, digits and _") as string,
    });
    expect(await screened({ channel: " " })).toMatchObject({ reason: "missing_channel", detail: null });
    expect(await screened({ channel: null }, { source: { channel: "store" } })).toMatchObject({
      channel: "store",
    });
    expect(await screened({ channel: "web" }, { source: { channel: "store" } })).toMatchObject({
      channel: "web",
    });
  });

  it("reads times without a zone in the zone of its source", async () => {
    const source = { timezone: "Europe/Helsinki" };
    expect(await screened({ occurred_at: "2026-07-01 10:00:00" }, { source })).toMatchObject({
      occurred_at: "2026-07-01T07:00:00.000Z",
    });
  });

  it("carries each identifier once, in order, verified where any copy was", async () => {
    expect(await carried(["email", "b"], ["email", "a", true])).toEqual([
      one("email", "a", true),
      one("email", "b"),
    ]);
    expect(await carried(["email", "a"], ["email", "a", true])).toEqual([one("email", "a", true)]);
    expect(
      await carried(["phone", "1"], ["email", "\uff5e"], ["email", "\u{1f600}"], ["phone", "1"]),
    ).toEqual([one("email", "\uff5e"), one("email", "\u{1f600}"), one("phone", "1")]);
    expect(await carried(["email", null], [null, "x"])).toBeNull();
    expect(await carried(["email", "a"])).toEqual([one("email", "a")]);
    expect(await carried()).toBeNull();
  });

  it("carries no more identifiers than the limit, copies aside", async () => {
    const limits = { max_identifiers_per_event: 4 };
    expect(await screened({ identifiers: identifiersUpTo(4) }, { limits })).toMatchObject({ reason: null });
    expect(await screened({ identifiers: identifiersUpTo(9) }, { limits })).toMatchObject({
      reason: "too_many_identifiers",
      detail: "5 identifiers, the limit is 4",
    });
  });

  it("is judged by the first reason that fits", async () => {
    const empty = { event_id: null, channel: null, event_type: null, occurred_at: null };
    expect(await screened({ ...empty, fault: "unknown_kind" })).toMatchObject({ reason: "unknown_kind" });
    expect(await screened({ ...empty, fault: "something else" })).toMatchObject({ reason: "unknown_kind" });
    expect(await screened(empty)).toMatchObject({ reason: "missing_time" });
    expect(await screened({ ...empty, occurred_at: "soon" })).toMatchObject({ reason: "bad_time" });
    expect(await screened({ ...empty, occurred_at: "2026-01-01" })).toMatchObject({
      reason: "missing_event_id",
    });
    expect(await screened({ ...empty, occurred_at: "2026-01-01", event_id: "a" })).toMatchObject({
      reason: "missing_channel",
    });
  });
});

describe("a record", () => {
  const bad = { ...good, event_id: "bad", occurred_at: "soon" };

  it("that gives one event, and that is faulty, is set aside whole: nothing was received", async () => {
    const { file, events, faults } = await stage([good, bad, { events: [bad] }]);
    expect(column(events, "position")).toEqual([1]);
    expect(faults.map(({ position, is_record, event_id }) => [position, is_record, event_id])).toEqual([
      [2, true, "bad"],
      [3, true, "bad"],
    ]);
    expect(file).toMatchObject({ records: 3, quarantinedRecords: 2, receivedFaulty: 0 });
  });

  it("that gives several loses only the faulty ones, and these were received", async () => {
    const record = { events: [good, bad, { ...bad, event_id: "worse" }] };
    const { file, events, faults } = await stage([record, { events: [bad, bad] }]);
    expect(column(events, "event_id")).toEqual(["a"]);
    expect(short(faults)).toEqual(["1 bad_time", "1 bad_time", "2 bad_time", "2 bad_time"]);
    expect(new Set(column(faults, "is_record"))).toEqual(new Set([false]));
    expect(faults[0]).toMatchObject({ event_id: "bad", record: JSON.stringify(record), shape: "line" });
    expect(file).toMatchObject({ records: 2, quarantinedRecords: 0, receivedFaulty: 4 });
  });

  it("may give no event at all", async () => {
    const { file, events, faults } = await stage([{ skip: true }, { events: [] }, good]);
    expect({ events: events.length, faults: faults.length }).toEqual({ events: 1, faults: 0 });
    expect(file).toMatchObject({ records: 3, quarantinedRecords: 0 });
  });
});

describe("records that one event is made of", () => {
  const receipts = {
    ...neutralLines,
    isGrouped: true,
    sql: `select
        min(position) as position,
        list(position order by position) as positions,
        line ->> '$.receipt' as event_id,
        'store' as channel,
        'order_completed' as event_type,
        max(line ->> '$.occurred_at') as occurred_at,
        sum((line ->> '$.amount')::decimal(18, 2)) as value,
      from lines group by line ->> '$.receipt'`,
  };
  it("stand together: a faulty event sets aside all of them", async () => {
    const records = [
      lineOf("a"),
      lineOf("b", null),
      lineOf("a"),
      lineOf("b", null),
      lineOf("c"),
      lineOf("a"),
    ];
    const sizes = { chunkBytes: 50, blockBytes: 60, keptBytes: 1000 };
    await bench.write(
      "receipts.ndjson",
      `${records.map((record) => JSON.stringify(record)).join("\n")}\nnot json\n`,
    );
    const { file, events, faults } = await bench.stage("receipts.ndjson", { mapping: receipts }, { sizes });
    expect(events.map(({ event_id, position, value }) => [event_id, position, value])).toEqual([
      ["a", 1, "4.50"],
      ["c", 5, "1.50"],
    ]);
    expect(short(faults)).toEqual(["2 missing_time", "4 missing_time", "7 not_json"]);
    expect(faults[1]).toMatchObject({ event_id: "b", record: JSON.stringify(records[3]), is_record: true });
    expect(file).toMatchObject({ records: 7, quarantinedRecords: 3, receivedFaulty: 0 });
  });
});

describe("the tables of a staged file", () => {
  it("have the columns of the store, with their types", async () => {
    const [session] = bench.sessions;
    const tables = await createTables(session);
    await tidyTables(session, tables);
    const columnsOf = async (table: string) =>
      (await session.rows(`describe ${table}`)).map(({ column_name, column_type }) => [
        column_name,
        column_type,
      ]);
    const [, definition = ""] =
      /create table events (\([\s\S]*?\n\);)/.exec(sqlText("sql/schema/store.sql")) ?? [];
    await session.run(`create or replace temp table stored_events ${definition}`);
    const stored = await columnsOf("stored_events");
    const verdict = ["positions", "reason", "detail"];
    const staged = (await columnsOf(tables.events)).filter(([name]) => !verdict.includes(plainText(name)));
    expect(staged.map(([name]) => name)).toEqual([...eventColumns]);
    expect(staged).toEqual(eventColumns.map((name) => stored.find(([other]) => other === name)));
  });
});
