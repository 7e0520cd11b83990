import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { whatIfResultSchema, type WhatIfResult } from "../../../models/results.ts";
import { whatIf } from "../../../pipeline/index.ts";
import { Playground, type Tables } from "../../property/playground.ts";
import { publishedTables } from "../../rules/tables.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../../world/neutral.ts";

const purchase = { name: "purchase", goal: { event_type: "order_completed" } };
const buying = {
  name: "buying",
  window_days: 7,
  steps: [{ event_type: "page_viewed" }, { event_type: "order_completed" }],
};
const settings = neutralSettings({ journeys: [purchase], funnels: [buying] });
const changed = neutralSettings({
  journeys: [purchase],
  funnels: [buying],
  sessions: { gap_minutes: 120 },
  identity: { namespaces: { user_id: { limit: 2 }, email: { limit: 1 } } },
});
const changes = [
  "identity.namespaces.user_id.limit=2",
  "sessions.gap_minutes=120",
  "identity.namespaces.email.limit=1",
];

// Maija has two accounts at one address; Pekka has two addresses on one account; a1 is Maija's alone.
const records = [
  neutralRecord("e1", "01-01 10:00", { identifiers: { anonymous_id: "a1" } }),
  neutralRecord("e2", "01-01 11:00", { identifiers: { user_id: "m1", anonymous_id: "a1" } }),
  neutralRecord("e3", "01-01 12:00", { identifiers: { user_id: "m1", email: "maija@example.com" } }),
  neutralRecord("e4", "01-02 10:00", {
    identifiers: { user_id: "m2", email: "maija@example.com" },
    event_type: "order_completed",
  }),
  neutralRecord("e5", "01-03 10:00", { identifiers: { user_id: "p", email: "pekka@example.com" } }),
  neutralRecord("e6", "01-03 11:00", {
    identifiers: { user_id: "p", email: "pekka@work.example" },
    event_type: "order_completed",
  }),
];

const keyed = (rows: Tables[string], grain: readonly string[]): Map<string, string> =>
  new Map(
    rows.map((row) => [
      JSON.stringify(grain.map((name) => row[name])),
      JSON.stringify(Object.entries(row).toSorted(([left], [right]) => (left < right ? -1 : 1))),
    ]),
  );

/** The difference of two readings of all tables, row by row. */
const differencesOf = (before: Tables, after: Tables): WhatIfResult["tables"] =>
  publishedTables.flatMap(({ name, grain }) => {
    if (before[name] === undefined || name === "fct_stitching_uplift") return [];
    const [earlier, later] = [keyed(before[name], grain), keyed(after[name] ?? [], grain)];
    const kept = [...later].filter(([key]) => earlier.has(key));
    return [
      {
        table: name,
        rows_added: later.size - kept.length,
        rows_removed: earlier.size - kept.length,
        rows_changed: kept.filter(([key, row]) => earlier.get(key) !== row).length,
      },
    ];
  });

let playground: Playground;
let before: Tables;
beforeAll(async () => {
  playground = Playground.create(settings);
  playground.write("1", arrivalsOf(records));
  await playground.run();
  before = await playground.tables();
});
afterAll(() => playground.remove());

const ask = async (...set: readonly string[]): Promise<WhatIfResult> =>
  whatIfResultSchema.parse(await whatIf({ config: playground.config, set }));

describe("what if", () => {
  it("announces exactly what a rebuild with the setting gives, also where the snapshot is behind", async () => {
    const announced = await ask(...changes);
    playground.configure(changed);
    // The configuration is another now, and the snapshot is still that of the one before.
    const back = await ask("sessions.gap_minutes=30", "identity.namespaces={}");
    await playground.rebuild();
    const after = await playground.tables();
    const sorted = announced.tables.toSorted((left, right) => (left.table < right.table ? -1 : 1));
    const expected = differencesOf(before, after).toSorted((left, right) =>
      left.table < right.table ? -1 : 1,
    );
    expect(sorted).toEqual(expected);
    expect(expected.some(({ rows_changed: rows }) => rows > 0)).toBe(true);
    const reversed = differencesOf(after, before).toSorted((left, right) =>
      left.table < right.table ? -1 : 1,
    );
    expect(back.tables.toSorted((left, right) => (left.table < right.table ? -1 : 1))).toEqual(reversed);
  });
});
