import { describe, expect, it } from "vitest";
import { loadModels, type Model } from "../../../../pipeline/warehouse/models.ts";
import { branchesOf } from "../../../../pipeline/warehouse/models/branches.ts";
import { phases } from "../../../../pipeline/warehouse/models/phases.ts";
import { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";

const node = (name: string, reads: string[], kind: Model["kind"] = "profile") => ({
  name,
  kind,
  reads: new Set(reads),
});
const named = (models: readonly { name: string }[]): string => models.map(({ name }) => name).join(" ");

describe("branches", () => {
  it("part where models no longer read each other, the longest first", () => {
    const { trunk, branches } = branchesOf([
      node("a", []),
      node("b", ["a"]),
      node("c", ["b"]),
      node("d", ["b"]),
      node("e", ["d"]),
    ]);
    expect([named(trunk), ...branches.map(named)]).toEqual(["a b", "d e", "c"]);
  });

  it("come together again where one model reads two of them", () => {
    const { trunk, branches } = branchesOf([
      node("a", []),
      node("b", ["a"]),
      node("c", ["a"]),
      node("d", ["b", "c"]),
      node("e", ["a"]),
    ]);
    expect([named(trunk), ...branches.map(named)]).toEqual(["a", "b c d", "e"]);
  });

  it("read no scratch table of the trunk, which another session would not see", () => {
    const { trunk, branches } = branchesOf([
      node("a", [], "scratch"),
      node("b", ["a"]),
      node("c", ["a"]),
      node("d", ["c"]),
    ]);
    expect(trunk).toEqual([]);
    expect(branches.map(named)).toEqual(["a b c d"]);
  });

  it("of our models leave nothing but the touchpoints and what they need for one session alone", async () => {
    const warehouse = await Warehouse.open(":memory:", {
      memory_limit: "256MB",
      threads: 1,
      temp_directory: undefined,
    });
    const [perProfile] = phases(await loadModels(warehouse.writer));
    warehouse.close();
    const { trunk, branches } = branchesOf(perProfile);
    expect(trunk.at(-1)?.name).toBe("int_touchpoints");
    expect(branches.length).toBeGreaterThan(1);
    const ways = branches.flatMap((branch, way) => branch.map(({ name }) => ({ name, way })));
    for (const model of branches.flat()) {
      const own = ways.find(({ name }) => name === model.name)?.way;
      for (const read of model.reads) {
        expect([undefined, own]).toContain(ways.find(({ name }) => name === read)?.way);
      }
    }
  });
});
