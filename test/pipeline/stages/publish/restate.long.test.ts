import { expect, it } from "vitest";
import { inPlayground, type Playground } from "../../../property/playground.ts";
import { arrivalsOf, neutralRecord, neutralSettings } from "../../../world/neutral.ts";

const settings = neutralSettings({
  journeys: [{ name: "purchase", goal: { event_type: "order_completed" }, idle_days: 5 }],
});

const limited = (limit: number) => ({ ...settings, identity: { namespaces: { user_id: { limit } } } });

const restated = (playground: Playground) =>
  playground.rows(
    `select table_name, cause, value_after from restatements
    where snapshot_id = (select max(snapshot_id) from restatements) order by table_name, key, column_name`,
  );

it("restate leaves to the history what another configuration of identity made of ids", async () => {
  const email = "m@example.com";
  await inPlayground(limited(2), async (playground) => {
    playground.write(
      "1",
      arrivalsOf([
        neutralRecord("a1", "01-01 10:00", { identifiers: { user_id: "a", email } }),
        neutralRecord("b1", "01-02 10:00", { identifiers: { user_id: "b", email } }),
      ]),
    );
    await playground.run();
    playground.configure(limited(1));
    await playground.run();
    const history = "select cause from identity_history where cause <> 'created'";
    expect(await playground.rows(history)).toEqual([{ cause: "split" }]);
    const rows = await restated(playground);
    expect(new Set(rows.map(({ cause }) => cause))).toEqual(new Set(["config_changed"]));
    expect(rows.some((row) => row["table_name"] === "dim_profiles")).toBe(false);
  });
});

it("restate says of ids that an earlier end of data takes away that it did", async () => {
  await inPlayground(settings, async (playground) => {
    playground.write(
      "1",
      arrivalsOf([
        neutralRecord("m1", "01-01 10:00", { identifiers: { user_id: "maija" } }),
        neutralRecord("x1", "01-10 10:00", { identifiers: { user_id: "sanna" }, event_type: "cart_added" }),
      ]),
    );
    await playground.run();
    await playground.run("2026-01-05T00:00:00Z");
    const ids = (await restated(playground)).filter((row) => row["table_name"] === "dim_profiles");
    expect(ids.map(({ cause, value_after }) => [cause, value_after])).toEqual([["data_end", null]]);
  });
});
