import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Warehouse } from "../../pipeline/warehouse/warehouse.ts";
import { type ColumnType, publishedTables } from "../rules/tables.ts";
import { arrivalsOf, neutralRecord, type NeutralRecord, neutralSettings } from "../world/neutral.ts";
import { equalsTheOracle } from "./laws.ts";
import { inPlayground, type Playground } from "./playground.ts";
import { patience } from "./settings.ts";

const maija = { identifiers: { email: "maija@example.com" } };
const settings = neutralSettings({
  journeys: [{ name: "purchase", goal: { event_type: "order_completed" } }],
});

const records: readonly NeutralRecord[] = [
  neutralRecord("e1", "01-01 10:00", maija),
  neutralRecord("e2", "01-01 10:10", maija),
  neutralRecord("e3", "01-01 10:40", { ...maija, event_type: "cart_added" }),
  neutralRecord("e4", "01-01 12:00", {
    ...maija,
    channel: "email",
    event_type: "email_sent",
    direction: "outbound",
  }),
  neutralRecord("e5", "01-02 09:00", { ...maija, channel: "service", event_type: "call_received" }),
  neutralRecord("e6", "01-03 11:00", {
    ...maija,
    channel: "store",
    event_type: "order_completed",
    value: "20.00",
  }),
  neutralRecord("e7", "03-01 08:00", maija),
];

const outcomes = (playground: Playground): Promise<unknown> =>
  playground.rows("select journey_id, outcome from fct_journeys order by journey_id");

const duckdbType: Readonly<Record<ColumnType, string>> = {
  text: "VARCHAR",
  bigint: "BIGINT",
  double: "DOUBLE",
  money: "DECIMAL(18,2)",
  time: "TIMESTAMP WITH TIME ZONE",
  boolean: "BOOLEAN",
};

/** Columns whose type in Parquet is not that of the contract, as `table.column type`. */
const wrongTypes = async (folder: string): Promise<string[]> => {
  const warehouse = await Warehouse.open(":memory:", {
    memory_limit: "512MB",
    threads: 1,
    temp_directory: undefined,
  });
  const wrong: string[] = [];
  for (const { name, columns } of publishedTables) {
    const file = join(folder, "workspace/snapshots/current", `${name}.parquet`);
    const rows = await warehouse.writer.rows("describe select * from read_parquet($1)", [file]);
    const types = new Map(rows.map((row) => [row["column_name"], row["column_type"]]));
    for (const [column, type] of Object.entries(columns)) {
      if (types.get(column) !== duckdbType[type])
        wrong.push(`${name}.${column} ${JSON.stringify(types.get(column))}`);
    }
  }
  warehouse.close();
  return wrong;
};

describe("the worked example of the contract", () => {
  it(
    "gives the tables that the rules give",
    () => equalsTheOracle({ settings, arrivals: arrivalsOf(records), dataEnd: "2026-03-31T08:00:00Z" }),
    patience,
  );

  it(
    "is written with the types of the contract, and has its open journey dropped by a later event of somebody else",
    () =>
      inPlayground(settings, async (playground) => {
        playground.write("1", arrivalsOf(records));
        playground.write(
          "2",
          arrivalsOf([neutralRecord("e8", "03-31 08:00", { identifiers: { email: "other@example.com" } })]),
        );
        await playground.run();
        expect(await wrongTypes(playground.folder)).toEqual([]);
        expect(await outcomes(playground)).toContainEqual({ journey_id: "purchase:web:e7", outcome: "open" });
        playground.write(
          "3",
          arrivalsOf([
            neutralRecord("e9", "03-31 08:00:01", { identifiers: { email: "other@example.com" } }),
          ]),
        );
        await playground.run();
        expect(await outcomes(playground)).toContainEqual({
          journey_id: "purchase:web:e7",
          outcome: "dropped",
        });
      }),
    patience,
  );
});

describe("a workspace without evidence", () => {
  it(
    "publishes empty tables: without files, and with events of the future only",
    () =>
      inPlayground(settings, async (playground) => {
        expect((await playground.run()).data_end).toBeNull();
        const future = neutralRecord("e1", "01-01 10:00", { ...maija, occurred_at: "2199-01-01T00:00:00Z" });
        playground.write("1", arrivalsOf([future]));
        const result = await playground.run();
        expect([result.data_end, result.future, result.profiles]).toEqual([null, 1, 0]);
        // A row for each mode, whatever there is to attribute.
        const { identity_attribution_modes: modes, ...others } = await playground.tables();
        expect(modes?.every((row) => row["events"] === 0)).toBe(true);
        expect(Object.entries(others).filter(([, rows]) => rows.length > 0)).toEqual([]);
      }),
    patience,
  );
});
