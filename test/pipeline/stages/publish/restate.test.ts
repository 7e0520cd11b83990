import { plainText } from "../../../../pipeline/warehouse/plain-value.ts";
import { afterEach, describe, expect, it } from "vitest";
import { query, type QueryRow } from "../../../../pipeline/index.ts";
import { Playground } from "../../../property/playground.ts";
import { arrivalsOf, type NeutralRecord, neutralRecord, neutralSettings } from "../../../world/neutral.ts";

const settings = neutralSettings({
  journeys: [{ name: "purchase", goal: { event_type: "order_completed" }, idle_days: 5 }],
  funnels: [
    {
      name: "buying",
      window_days: 7,
      steps: [{ event_type: "page_viewed" }, { event_type: "order_completed" }],
    },
  ],
});

const maija = { identifiers: { user_id: "maija" } };
const pekka = { identifiers: { user_id: "pekka" } };
const order = { event_type: "order_completed" };
const first = [
  neutralRecord("m1", "01-01 10:00", maija),
  neutralRecord("m2", "01-01 11:00", { ...maija, ...order }),
  neutralRecord("p1", "01-02 10:00", pekka),
  neutralRecord("x1", "01-10 10:00", { identifiers: { user_id: "sanna" }, event_type: "cart_added" }),
];

let playground: Playground;
let files = 0;
const start = async (records: readonly NeutralRecord[] = first, given = settings): Promise<void> => {
  playground = Playground.create(given);
  await add(records);
};
const add = async (records: readonly NeutralRecord[]): Promise<string> => {
  files += 1;
  playground.write(String(files), arrivalsOf(records));
  return (await playground.run()).snapshot_id;
};
afterEach(() => playground.remove());

const restated = (columns = "*"): Promise<QueryRow[]> =>
  query(
    `select ${columns} from restatements
    where snapshot_id = (select max(snapshot_id) from restatements) order by table_name, key, column_name`,
    { config: playground.config },
  );

const cell = (rows: readonly QueryRow[], table: string, key: unknown, column: string): unknown => {
  const found = rows.find(
    (row) =>
      row["table_name"] === table && row["key"] === JSON.stringify(key) && row["column_name"] === column,
  );
  if (found === undefined) return undefined;
  const { value_before: before, value_after: after, cause, source, event_id: event } = found;
  return [before, after, cause, source === null ? null : `${plainText(source)}:${plainText(event)}`];
};

/** The snapshots of which a snapshot keeps what they told. */
const told = async (snapshot: string): Promise<unknown[]> => {
  const sql = "select distinct snapshot_id from restatements order by all";
  return (await query(sql, { config: playground.config, snapshot })).map((row) => row["snapshot_id"]);
};

describe("restate", () => {
  // One workspace through time: each part goes on from the one before.
  it("tells what each snapshot tells otherwise, and why", async () => {
    await start(first, { ...settings, publish: { keep_snapshots: 2 } });
    expect(await restated()).toEqual([]);
    await playground.rebuild();
    // Published again with nothing new.
    expect(await restated()).toEqual([]);

    const second = await add([neutralRecord("m0", "01-01 10:30", { ...maija, event_type: "cart_added" })]);
    const late = await restated();
    expect(cell(late, "fct_journeys", ["purchase:web:m1"], "steps")).toEqual([
      "2",
      "3",
      "late_events",
      "web:m0",
    ]);
    expect(cell(late, "fct_journeys", ["purchase:web:m1"], "outcome")).toBeUndefined();
    const path = "web/page_viewed > web/order_completed";
    expect(cell(late, "fct_paths", ["purchase", path], "journeys")).toEqual([
      "1",
      null,
      "late_events",
      "web:m0",
    ]);
    const cart = ["purchase", "web/cart_added"];
    expect(cell(late, "fct_drop_off_points", cart, "visits_reached")).toEqual([
      "1",
      "2",
      "late_events",
      "web:m0",
    ]);

    const third = await add([neutralRecord("s2", "01-20 10:00", { identifiers: { user_id: "new" } })]);
    const later = await restated();
    // Sanna's cart grew cold in between, by no event of hers.
    expect(cell(later, "fct_drop_off_points", cart, "open")).toEqual(["1", "0", "data_end", null]);
    expect(cell(later, "fct_funnel_steps", ["buying", 1], "profiles")).toEqual([
      "2",
      "3",
      "new_events",
      "web:s2",
    ]);
    expect(later.filter((row) => row["table_name"] === "fct_journeys")).toEqual([]);

    // What the kept snapshots told is kept, and each of them can be asked.
    expect(await told(second)).toEqual([second]);
    expect(await told(third)).toEqual([second, third]);

    playground.configure({ ...settings, sessions: { gap_minutes: 120 }, publish: { keep_snapshots: 2 } });
    const { snapshot_id: fourth } = await playground.run();
    const all = await restated();
    expect(new Set(all.map(({ cause }) => cause))).toEqual(new Set(["config_changed"]));
    expect(all.some((row) => row["table_name"] === "fct_journeys")).toBe(false);
    expect(await told(fourth)).toEqual([third, fourth]);
  });

  it("names the event by which two profiles became one", async () => {
    const two = [
      neutralRecord("a1", "01-01 10:00", { identifiers: { email: "m@example.com" } }),
      neutralRecord("b1", "01-01 10:10", { identifiers: { phone: "+358401234567" }, ...order }),
      neutralRecord("c1", "01-02 10:00", pekka),
    ];
    await start(two);
    await add([
      neutralRecord("z1", "01-03 10:00", {
        identifiers: { email: "m@example.com", phone: "+358401234567" },
        channel: "email",
        event_type: "email_sent",
        direction: "outbound",
      }),
    ]);
    const rows = await restated();
    expect(cell(rows, "fct_journeys", ["purchase:web:b1"], "outcome")).toEqual([
      "converted",
      null,
      "identity",
      "web:z1",
    ]);
    expect(cell(rows, "fct_funnel_steps", ["buying", 2], "profiles")).toEqual([
      "0",
      "1",
      "identity",
      "web:z1",
    ]);
    const [profile] = rows.filter((row) => row["table_name"] === "dim_profiles");
    expect(profile).toMatchObject({ column_name: "profile_id", cause: "identity", event_id: "z1" });
    expect(JSON.stringify([profile?.["value_before"]])).toBe(profile?.["key"]);
  });
});
