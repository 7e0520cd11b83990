import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { audit } from "../../../pipeline/stages/audit.ts";
import { loadModels } from "../../../pipeline/warehouse/models.ts";
import { sqlFilesWithin } from "../../../pipeline/warehouse/sql-text.ts";
import { ShopperStore } from "../../world/shopper-store.ts";
import { page, type ShopperEvent } from "../../world/shoppers.ts";
import { damages, SoundStore } from "./audit/damages.ts";

let sound: ShopperStore;
let damaged: SoundStore;

beforeAll(async () => {
  damaged = await SoundStore.open();
  sound = damaged.store;
});

afterAll(() => sound.close());

const foundAfter = (damage: string): Promise<string[]> => damaged.foundAfter(damage);

describe("audits", () => {
  it("find nothing in a sound store", async () => {
    expect((await audit(sound.context)).filter(({ rows }) => rows > 0)).toEqual([]);
  });

  it("are each seen failing below", () => {
    const names = sqlFilesWithin("sql/audits").map((path) => path.replace(/^.*\/|\.sql$/g, ""));
    expect(Object.keys(damages).toSorted()).toEqual(names.toSorted());
  });

  it.each(Object.entries(damages))("%s finds what broke its law", async (name, damage) => {
    expect(await foundAfter(damage)).toContain(name);
  });

  it.each([
    ["assert_touchpoints_in_order", "update int_touchpoints set touchpoint_number = 9 where event_key = 2"],
    [
      "assert_touchpoints_in_order",
      "update events set sequence = 1 where event_id = 'e1'; update int_touchpoints set occurred_at = timestamp '2026-01-01 10:00' where event_key = 2",
    ],
    ["assert_inbound_in_one_session", "update int_touchpoints set session_key = 1 where event_key = 4"],
    ["assert_sessions_are_apart", "update int_sessions set touchpoints = 9 where session_key = 3"],
    ["assert_events_are_touchpoints", "delete from event_profiles where event_key = 1"],
    ["assert_events_are_touchpoints", "update events set event_key = 1 where event_key = 2"],
    ["assert_events_are_touchpoints", "update event_profiles set profile_key = 2 where event_key = 1"],
    ["assert_drop_offs_add_up", "update fct_drop_off_points set open = open + 1, gone = gone - 1"],
    ["assert_totals_agree", "delete from fct_paths where path_rank = 1"],
    ["assert_visits_add_up", "update int_visits set is_goal_reached = false"],
    ["assert_funnels_add_up", "update fct_funnel_steps set profiles = profiles + 1, went_on = went_on + 1"],
  ])("%s finds: %s", async (name, damage) => {
    expect(await foundAfter(damage)).toContain(name);
  });

  it("let no row stand twice in a table of its grain", async () => {
    const models = await loadModels(sound.context.warehouse.writer);
    const { writer } = sound.context.warehouse;
    const stored = models.filter(
      ({ kind, checks }) =>
        (kind === "profile" || kind === "table") && checks.some(({ of }) => of.join() === "grain"),
    );
    // A table without a row has none to stand twice.
    const rows = await Promise.all(stored.map(({ name }) => writer.count(`select count(*) from ${name}`)));
    const ours = stored.filter((_, place) => (rows[place] ?? 0) > 0);
    expect(ours.length).toBeGreaterThan(12);
    const damage = ours.map(({ name }) => `insert into ${name} from ${name}`).join(";\n");
    const found = await foundAfter(damage);
    expect(ours.map(({ name }) => `${name}_unique_grain`).filter((name) => !found.includes(name))).toEqual(
      [],
    );
  });

  it("let no rate leave its bounds", async () => {
    const found = await foundAfter("update fct_drop_off_points set drop_off_rate = 1.5");
    expect(found).toEqual(["fct_drop_off_points_between_drop_off_rate_0_1"]);
  });

  it("let two profiles have no id in common", async () => {
    expect(await foundAfter("update profiles set profile_id = 'p_aino'")).toContain(
      "dim_profiles_unique_grain",
    );
  });
});

/** The audits of an increment in which Aino, whose key is 1, was built and nobody else. */
const foundInIncrement = (damage: string): Promise<string[]> =>
  foundAfter(`delete from unaudited_profiles; insert into unaudited_profiles values (1); ${damage}`);

const ofModels = [
  "int_touchpoints",
  "int_sessions",
  "int_profile_activity",
  "int_journeys",
  "int_journey_steps",
  "int_journey_paths",
  "int_visits",
  "int_visit_labels",
];

describe("audits of an increment", () => {
  it("find nothing in a sound store, and leave nothing behind", async () => {
    expect(await foundInIncrement("select 1")).toEqual([]);
    expect(
      await sound.rows("select table_name from duckdb_tables() where database_name = 'temp'"),
    ).not.toContainEqual({
      table_name: "int_touchpoints",
    });
  });

  it.each(Object.entries(damages))(
    "%s finds what broke its law in a profile that was built",
    async (name, damage) => {
      expect(await foundInIncrement(damage)).toContain(name);
    },
  );

  it("let no row of a built profile stand twice", async () => {
    const damage = ofModels
      .map((name) => `insert into ${name} from ${name} where profile_key = 1`)
      .join(";\n");
    const found = await foundInIncrement(damage);
    expect(ofModels.map((name) => `${name}_unique_grain`).filter((name) => !found.includes(name))).toEqual(
      [],
    );
  });

  it("find an event that a built profile got and another profile kept", async () => {
    const found = await foundInIncrement(
      "update int_touchpoints set event_key = 1 where rowid = (select min(rowid) from int_touchpoints where profile_key <> 1)",
    );
    expect(found).toEqual(
      expect.arrayContaining(["assert_events_are_touchpoints", "int_touchpoints_unique_event_key"]),
    );
  });

  it("find an event of a run that was not published, stored under an id that is taken", async () => {
    const taken = "select * replace (99 as event_key, 'late' as run_id) from events where event_id = 'e1'";
    const runs = "insert into runs (run_id, started_at) select distinct run_id, now()::timestamp from events";
    expect(await foundInIncrement(`${runs}; insert into events ${taken}`)).toContain("assert_events_unique");
  });

  it("do not read again what was audited before, but for its totals", async () => {
    const swapped =
      "update int_touchpoints set is_anonymous = is_anonymous, label_key = label_key where profile_key = 2";
    const apart = "update int_sessions set started_at = started_at - interval 1 day where profile_key = 2";
    expect(await foundInIncrement(`${swapped}; ${apart}`)).toEqual([]);
    expect(await foundInIncrement("delete from int_sessions where profile_key = 2")).toEqual([
      "assert_totals_agree",
    ]);
  });
});

const kronor = Array.from({ length: 7 }, (_, index): ShopperEvent =>
  page(`01-01 10:0${index}`, `k${index}`, { value: "5", currency: "SEK" }),
);

let store: ShopperStore;

describe("audit", () => {
  afterEach(() => store.close());

  it("warns of touchpoints in another currency with their number and a few examples", async () => {
    store = await ShopperStore.built([{ name: "a", isKnown: true, events: kronor }], "03-31 08:00");
    const results = await audit(store.context);
    const warning = results.find(({ name }) => name === "assert_one_currency");
    expect(warning).toMatchObject({ severity: "warn", rows: 7 });
    expect(warning?.examples).toHaveLength(5);
    expect(warning?.examples[0]).toEqual({ source: "shop", event_id: "k0", currency: "SEK" });
    expect(results.filter(({ severity, rows }) => severity === "stop" && rows > 0)).toEqual([]);
  });

  it("warns of sessions and journeys whose sum does not fit", async () => {
    const most = { value: "9999999999999999.99" };
    const events = [
      page("01-01 10:00", "a", most),
      page("01-01 10:01", "b", most),
      page("01-09 10:00", "c", most),
    ];
    store = await ShopperStore.built([{ name: "a", isKnown: true, events }], "03-31 08:00");
    const warning = (await audit(store.context)).find(({ name }) => name === "assert_sums_fit");
    expect(warning).toMatchObject({ severity: "warn", rows: 2 });
    expect(warning?.examples.map(({ of_what, event_id }) => [of_what, event_id])).toEqual([
      ["session", "a"],
      ["journey", "a"],
    ]);
  });

  it("stops for everything else, and asks every question once", async () => {
    store = await ShopperStore.built([], "03-31 08:00");
    const results = await audit(store.context);
    expect(results.filter(({ severity }) => severity === "warn").map(({ name }) => name)).toEqual([
      "assert_one_currency",
      "assert_sums_fit",
    ]);
    const names = results.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(names).toContain("int_sessions_unique_profile_key_session_number");
  });

  it("says which audit cannot be asked", async () => {
    store = await ShopperStore.built([], "03-31 08:00");
    await store.run("drop table int_sessions");
    await expect(audit(store.context)).rejects.toMatchObject({
      code: "model_failed",
      details: { model: expect.stringMatching(/^(assert|prove|int|fct)_/) as string },
    });
  });
});
