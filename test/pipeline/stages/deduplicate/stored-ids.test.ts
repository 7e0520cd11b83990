import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commit } from "../../../../pipeline/stages/deduplicate.ts";
import { StoredIds } from "../../../../pipeline/stages/deduplicate/stored-ids.ts";
import type { StagedBatch } from "../../../../pipeline/stages/staged-file.ts";
import { sqlText } from "../../../../pipeline/warehouse/sql-text.ts";
import { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";
import { page, stageVersions, type Version } from "./staged-versions.ts";

const open = async (): Promise<Warehouse> => {
  const engine = { memory_limit: "512MB", threads: 1, temp_directory: undefined };
  const warehouse = await Warehouse.open(":memory:", engine);
  await warehouse.writer.run(sqlText("sql/schema/store.sql"));
  return warehouse;
};

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await open();
});
afterAll(() => warehouse.close());

const tables = ["events", "quarantine", "accounting_entries", "displaced_events", "store_meta"];

const clear = async (): Promise<void> => {
  for (const table of tables) await warehouse.writer.run(`delete from ${table}`);
};

/** Several commits in one transaction, which is undone at its end where it is `lost`. */
interface Turn {
  readonly commits: readonly {
    readonly source: string;
    readonly versions: readonly Version[];
    /** Made by another part of the process, which knows nothing of what is remembered. */
    readonly isOthers: boolean;
  }[];
  readonly isLost: boolean;
}

const undone = new Error("undone");

const warm = async (ids: StoredIds): Promise<void> => {
  const session = await warehouse.session();
  await ids.warm(session);
  session.close();
};

/** `warms`: before these turns the process learns what is committed, while it commits already. */
const play = async (
  turns: readonly Turn[],
  ids: StoredIds | undefined,
  warms: readonly number[] = [],
): Promise<unknown> => {
  await clear();
  const { writer } = warehouse;
  const warming: Promise<void>[] = [];
  for (const [number, { commits, isLost }] of turns.entries()) {
    const context = { warehouse, runId: `run-${number}` };
    if (ids !== undefined && warms.includes(number)) warming.push(warm(ids));
    const batches: StagedBatch[] = [];
    for (const { versions } of commits) batches.push(await stageVersions(warehouse, versions));
    await writer
      .transaction(async () => {
        for (const [at, { source, isOthers }] of commits.entries()) {
          const batch = batches[at];
          if (batch === undefined) continue;
          await commit(context, source, [batch], async () => undefined, isOthers ? undefined : ids);
        }
        if (isLost) throw undone;
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error;
      });
  }
  await Promise.all(warming);
  return {
    events: await writer.rows("select source, event_id, revision, item from events order by all"),
    displaced: await writer.rows("select source, event_id from displaced_events order by all"),
    quarantined: await writer.rows("select source, event_id, reason from quarantine order by all"),
    verdicts: await writer.rows(
      `select run_id, source, sum(received) as received, sum(stored) as stored, sum(duplicate) as duplicate,
        sum(superseded) as superseded, sum(quarantined) as quarantined
      from accounting_entries group by all order by all`,
    ),
  };
};

const turn: fc.Arbitrary<Turn> = fc.record({
  commits: fc.array(
    fc.record({
      source: fc.constantFrom("shop", "crm"),
      versions: fc.array(
        fc
          .tuple(
            fc.constantFrom("a", "b", "c", "d"),
            fc.constantFrom(null, "1", "2"),
            fc.constantFrom("x", "y"),
          )
          .map(([id, revision, item]) => page(id, revision, item)),
        { minLength: 1, maxLength: 4 },
      ),
      isOthers: fc.integer({ min: 0, max: 3 }).map((draw) => draw === 0),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  isLost: fc.integer({ min: 0, max: 3 }).map((draw) => draw === 0),
});

const commitOf = (id: string, isOthers: boolean): Turn["commits"] => [
  { source: "shop", versions: [page(id, null, "x")], isOthers },
];

describe("commits that remember the stored ids", () => {
  it("give the verdicts that commits without memory give, whatever was undone or committed by others", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 2, maxLength: 6 }), async (turns) => {
        expect(await play(turns, new StoredIds())).toEqual(await play(turns, undefined));
      }),
      { numRuns: 4 },
    );
  });

  it("give them too where what is stored is learnt beside, at any time", async () => {
    const warms = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 2, maxLength: 6 }), warms, async (turns, at) => {
        expect(await play(turns, new StoredIds(), at)).toEqual(await play(turns, undefined));
      }),
      { numRuns: 4 },
    );
  });

  it("know an id that others stored under the keys of a commit that was undone", async () => {
    const turns = [
      { commits: commitOf("a", false), isLost: false },
      { commits: commitOf("b", false), isLost: true },
      { commits: commitOf("c", true), isLost: false },
      { commits: commitOf("c", false), isLost: false },
    ];
    expect(await play(turns, new StoredIds())).toEqual(await play(turns, undefined));
    expect(await warehouse.writer.count("select count(*) from events")).toBe(2);
  });
});
