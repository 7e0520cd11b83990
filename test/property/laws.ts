// The laws that every world must obey, each as a function that throws where it is broken.
import { configSchema } from "../../models/config.ts";
import type { RunResult } from "../../pipeline/index.ts";
import { oracle, type OracleResult } from "../oracle/oracle.ts";
import type { Arrival } from "../oracle/records/event.ts";
import type { World } from "../world/random-world.ts";
import { type Delivery, deliveredFiles } from "./delivery.ts";
import { type Difference, differences } from "./differences.ts";
import { inPlayground, type Playground, type Tables } from "./playground.ts";
import { secretText } from "./settings.ts";

// Free text that the contract does not word.
const unworded = ["identity_refusals.detail", "fct_funnel_steps.step_label"];

const shortList = (rows: readonly string[], sign: string): string[] =>
  rows.slice(0, 4).map((row) => `  ${sign} ${row}`);

const told = ({ table, missing, unexpected }: Difference): string =>
  [
    `${table}: ${missing.length} rows missing, ${unexpected.length} unexpected`,
    ...shortList(missing, "-"),
    ...shortList(unexpected, "+"),
  ].join("\n");

export const refuseDifferences = (expected: Tables, got: Tables): void => {
  const found = differences(expected, got, unworded);
  if (found.length > 0) throw new Error(found.map(told).join("\n"));
};

export const refuseUnequal = (what: string, left: unknown, right: unknown): void => {
  const [one, other] = [JSON.stringify(left), JSON.stringify(right)];
  if (one !== other) throw new Error(`${what}: ${one} is not ${other}`);
};

export const expectedOf = (world: World): OracleResult =>
  oracle(world.arrivals, configSchema.parse(world.settings), {
    dataEnd: world.dataEnd,
    runStart: new Date().toISOString(),
    secret: Buffer.from(secretText),
  });

interface Played {
  readonly result: RunResult;
  readonly tables: Tables;
}

const playFiles = async (
  playground: Playground,
  files: readonly (readonly Arrival[])[],
  dataEnd: string | undefined,
): Promise<Played> => {
  files.forEach((arrivals, index) => playground.write(String(index + 1), arrivals));
  const result = await playground.run(dataEnd);
  return { result, tables: await playground.tables() };
};

const playOnce = (world: World): Promise<Played> =>
  inPlayground(world.settings, (playground) => playFiles(playground, [world.arrivals], world.dataEnd));

const refuseWrongCounts = (expected: OracleResult, { result, tables }: Played): void => {
  const sum = (
    count: "records" | "mapped" | "quarantined_records" | "received" | "stored" | "quarantined",
  ): number => result.sources.reduce((total, source) => total + source[count], 0);
  const { counts } = expected;
  refuseUnequal("records", sum("records"), counts.records);
  refuseUnequal("mapped", sum("mapped"), counts.mapped);
  refuseUnequal("quarantined records", sum("quarantined_records"), counts.quarantined_records);
  refuseUnequal("received", sum("received"), counts.mapped);
  refuseUnequal("stored", sum("stored"), counts.stored);
  refuseUnequal("conflicting records", sum("quarantined"), 0);
  refuseUnequal("future", result.future, counts.future);
  refuseUnequal("unattributed", result.unattributed, counts.unattributed);
  refuseUnequal("profiles", result.profiles, tables["dim_profiles"]?.length);
};

/** Records and events, per source, over all runs of a workspace. */
const accounts =
  "select source, sum(records - mapped - quarantined_records)::bigint as lost_records, " +
  "sum(received - stored - duplicate - superseded - quarantined - erased)::bigint as lost_events " +
  "from ingest_accounting group by source having lost_records <> 0 or lost_events <> 0";

const verdicts =
  "select sum(unattributed)::bigint as unattributed, sum(future)::bigint as future, " +
  "sum(excluded)::bigint as excluded from ingest_accounting";

const refuseWrongVerdicts = async (playground: Playground, { counts }: OracleResult): Promise<void> => {
  const { unattributed, future, excluded } = counts;
  refuseUnequal("verdicts", await playground.rows(verdicts), [{ unattributed, future, excluded }]);
};

const refuseUnbalanced = async (playground: Playground): Promise<void> =>
  refuseUnequal("accounts out of balance", await playground.rows(accounts), []);

/** Every table, and every count of the run, is what the contract says of the evidence. */
export const equalsTheOracle = async (world: World): Promise<void> => {
  const expected = expectedOf(world);
  await inPlayground(world.settings, async (playground) => {
    const played = await playFiles(playground, [world.arrivals], world.dataEnd);
    refuseDifferences(expected.tables, played.tables);
    refuseWrongCounts(expected, played);
    await refuseWrongVerdicts(playground, expected);
    await refuseUnbalanced(playground);
  });
};

const deliver = async (playground: Playground, world: World, delivery: Delivery): Promise<void> => {
  for (const files of deliveredFiles(world.arrivals, delivery)) {
    for (const { name, arrivals } of files) playground.write(name, arrivals);
    await playground.run(world.dataEnd);
    await refuseUnbalanced(playground);
  }
};

/** No order of lines, cut into files and runs, or repetition changes a table; nor does computing all again. */
export const ignoresDelivery = async (world: World, delivery: Delivery): Promise<void> => {
  const straight = await playOnce(world);
  await inPlayground(world.settings, async (playground) => {
    await deliver(playground, world, delivery);
    const increment = await playground.tables();
    refuseDifferences(straight.tables, increment);
    await playground.rebuild(world.dataEnd);
    refuseDifferences(increment, await playground.tables());
  });
};

/** A second run without news reads, stores and changes nothing; `query` shows what the files hold. */
export const repeatsItself = async (world: World): Promise<void> =>
  inPlayground(world.settings, async (playground) => {
    const first = await playFiles(playground, [world.arrivals], world.dataEnd);
    const second = await playground.run(world.dataEnd);
    const touched = second.sources.map(
      ({ records, received, stored }) => records + received + Math.abs(stored),
    );
    refuseUnequal(
      "records read again",
      touched.filter((count) => count !== 0),
      [],
    );
    refuseUnequal("snapshot", second.snapshot_id, first.result.snapshot_id);
    refuseDifferences(first.tables, await playground.queried());
  });

/** The workspace follows a changed configuration, and a data_end that moves either way. */
export const followsChanges = async (before: World, after: World): Promise<void> => {
  // Limits speak of reading, and nothing is read again.
  const settings = { ...after.settings, limits: before.settings["limits"] };
  const expected = expectedOf({ ...after, settings, arrivals: before.arrivals });
  await inPlayground(before.settings, async (playground) => {
    await playFiles(playground, [before.arrivals], before.dataEnd);
    playground.configure(settings);
    await playground.run(after.dataEnd);
    refuseDifferences(expected.tables, await playground.tables());
  });
};
