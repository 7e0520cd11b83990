import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventPairs, identifierPairs } from "../../../../pipeline/demo/story/truth-pairs.ts";
import { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";

const folder = mkdtempSync(join(tmpdir(), "polku-truth-"));
let warehouse: Warehouse;

const truthFile = (name: string, lines: readonly string[]): string => {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
};

beforeAll(async () => {
  warehouse = await Warehouse.open(":memory:", {
    memory_limit: "1GB",
    threads: 1,
    temp_directory: undefined,
  });
  await warehouse.writer.run(`
    create table events as from (values (1, 'web', 'e1'), (2, 'web', 'e2'), (3, 'web', 'e3'), (4, 'web', 'e4'), (5, 'web', 'e5'))
        as events (event_key, source, event_id);
    create table event_profiles as from (values (1, 7), (2, 7), (3, 8), (4, 8)) as held (event_key, profile_key);
    create schema published;
    create table published.dim_profile_identifiers as from (values
        ('email', 'a@x.example', 'p_1', false), ('user_id', 'a', 'p_1', false), ('user_id', 'b', 'p_1', false),
        ('anonymous_id', 't', 'p_1', true))
        as held (namespace, value, profile_id, is_shared)`);
});

afterAll(() => {
  warehouse.close();
  rmSync(folder, { recursive: true });
});

describe("pairs held against the truth", () => {
  it("count events of one person, those on one profile, and those that are both", async () => {
    // Anna: e1 e2 e3 e5 (6 pairs); Bertta: e4. Found: e1 e2 | e3 e4; e5 belongs to nobody.
    const file = truthFile("events.csv", [
      "source,event_id,person",
      ...["e1", "e2", "e3", "e5"].map((id) => `web,${id},anna`),
      "web,e4,bertta",
      "web,unstored,anna",
    ]);
    expect(await eventPairs(warehouse.writer, file, "memory")).toEqual({
      known: 5,
      true_pairs: 6,
      predicted_pairs: 2,
      correct_pairs: 1,
      precision: 0.5,
      recall: 1 / 6,
    });
  });

  it("count identifiers the same way, and leave shared devices alone", async () => {
    const file = truthFile("identifiers.csv", [
      "namespace,value,person",
      "email,a@x.example,anna",
      "user_id,a,anna",
      "anonymous_id,t,anna",
      "user_id,b,bertta",
    ]);
    expect(await identifierPairs(warehouse.writer, file, "published")).toEqual({
      known: 4,
      true_pairs: 3,
      predicted_pairs: 3,
      correct_pairs: 1,
      precision: 1 / 3,
      recall: 1 / 3,
    });
  });

  it("have no precision where nothing is found, and no recall where nothing belongs together", async () => {
    const file = truthFile("one.csv", ["source,event_id,person", "web,e1,anna"]);
    const counts = await eventPairs(warehouse.writer, file, "memory");
    expect([counts.precision, counts.recall]).toEqual([null, null]);
  });
});
