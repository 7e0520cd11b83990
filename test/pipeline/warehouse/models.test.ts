import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isQueryOnly, loadModels, type Model } from "../../../pipeline/warehouse/models.ts";
import { Warehouse } from "../../../pipeline/warehouse/warehouse.ts";

let warehouse: Warehouse;
let models: readonly Model[];

beforeAll(async () => {
  warehouse = await Warehouse.open(":memory:", {
    memory_limit: "256MB",
    threads: 1,
    temp_directory: undefined,
  });
  models = await loadModels(warehouse.writer);
});
afterAll(() => warehouse.close());

describe("the models", () => {
  it("stand after what they read", () => {
    const places = new Map(models.map(({ name }, place) => [name, place]));
    for (const { name, reads } of models) {
      for (const read of reads) {
        if (read !== name) expect(places.get(read) ?? -1).toBeLessThan(places.get(name) ?? -1);
      }
    }
  });

  it("speak of one profile before they speak of all", () => {
    const byName = new Map(models.map((model) => [model.name, model]));
    const perProfile = models.filter(({ kind }) => kind === "profile" || kind === "scratch");
    const kinds = perProfile.flatMap(({ reads }) => [...reads].map((read) => byName.get(read)?.kind));
    expect(kinds).not.toContain("table");
  });

  it("hide no table of the store behind a view", () => {
    expect(models.filter(isQueryOnly).map(({ name }) => name)).toContain("quarantine");
  });
});
