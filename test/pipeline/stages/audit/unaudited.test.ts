import { expect, it } from "vitest";
import { amongUnaudited } from "../../../../pipeline/stages/audit/unaudited.ts";
import { loadModels } from "../../../../pipeline/warehouse/models.ts";
import { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";

it("shows rows in the order of the store, also where they are many and there are several threads", async () => {
  const warehouse = await Warehouse.open(":memory:", {
    memory_limit: "1GB",
    threads: 4,
    temp_directory: undefined,
  });
  const { writer } = warehouse;
  await writer.run(
    `create table event_profiles as select range as event_key, (range // 5)::integer as profile_key from range(1200000);
     create table int_touchpoints as select event_key, profile_key from event_profiles;
     create table unaudited_profiles as select range::integer as profile_key from range(240000) where range % 7 <> 0`,
  );
  const models = (await loadModels(writer)).filter(({ name }) => name === "int_touchpoints");
  const backwards = await amongUnaudited(writer, models, () =>
    writer.count(
      `with neighbours as (select event_key, lag(event_key) over () as previous_key from int_touchpoints)
      select count(*) from neighbours where event_key < previous_key`,
    ),
  );
  expect(backwards).toBe(0);
  warehouse.close();
});
