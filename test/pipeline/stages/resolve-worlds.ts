// Random worlds as stored events, and how they arrive: in which steps, up to which end of data.
import * as fc from "fast-check";
import { expect } from "vitest";
import { type Config, configSchema } from "../../../models/config.ts";
import type { Statement } from "../../../models/identity/statement.ts";
import { chooseRecords } from "../../oracle/records/choose-records.ts";
import { configured } from "../../oracle/records/configured.ts";
import type { Event } from "../../oracle/records/event.ts";
import { microsOf, readRecord } from "../../oracle/records/read-record.ts";
import type { World } from "../../world/random-world.ts";
import { DirtyWitness } from "./dirty-witness.ts";
import { HistoryWitness } from "./history-laws.ts";
import type { IdentityStore } from "./identity-store.ts";
import { asMultisets, oracleTables } from "./oracle-tables.ts";
import { type DrawnStatement, drawnStatement, nameable, stateDrawn } from "./random-statements.ts";

const configOf = (world: World): Config => configSchema.parse(world.settings);

/** The events that are stored after the first `arrived` records arrived. */
const storedAfter = (world: World, arrived: number): Event[] => {
  const config = configOf(world);
  const events = world.arrivals
    .slice(0, arrived)
    .map((arrival) => readRecord(arrival, config))
    .flatMap((reading) => ("event" in reading ? [reading.event] : []));
  return chooseRecords(events).map((event) => configured(event, config));
};

/** The end of data that the world states, else its latest event of this century. */
const endOf = (world: World, stored: readonly Event[]): number => {
  const past = stored.map(({ at }) => at).filter((at) => at < Date.UTC(2100) * 1000);
  return (world.dataEnd === undefined ? null : microsOf(world.dataEnd)) ?? Math.max(0, ...past);
};

/** Events of `after` that `before` does not hold in the same words. */
const newsBetween = (before: readonly Event[], after: readonly Event[]): Event[] => {
  const known = new Set(before.map((event) => JSON.stringify(event)));
  return after.filter((event) => !known.has(JSON.stringify(event)));
};

/** How records arrive before each resolve, and up to when they are evidence. */
export const deliveries = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 25 }),
    /** The end of data: that of the world, or the middle of what is stored. */
    end: fc.constantFrom<"last" | "middle">("last", "last", "middle"),
    /** An event that is taken away, by place. */
    lost: fc.option(fc.nat(40), { nil: undefined, freq: 3 }),
    /** What people say meanwhile. */
    said: fc.constant<readonly DrawnStatement[]>([]),
  }),
  { minLength: 2, maxLength: 5 },
);

/** The same, with statements between the records. */
export const talkativeDeliveries = deliveries.chain((steps) =>
  fc
    .array(fc.array(drawnStatement, { maxLength: 3 }), { minLength: steps.length, maxLength: steps.length })
    .map((said) => steps.map((step, place) => ({ ...step, said: said[place] ?? [] }))),
);

type Step = typeof deliveries extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

const middleOf = (stored: readonly Event[], last: number): number => {
  const times = stored.map(({ at }) => at).toSorted((one, other) => one - other);
  return Math.min(last, times[Math.floor(times.length / 2)] ?? last);
};

const refuseDifferent = async (
  store: IdentityStore,
  stored: readonly Event[],
  dataEnd: number,
  config: Config,
  statements: readonly Statement[] = [],
): Promise<void> => {
  const expected = oracleTables(stored, dataEnd, config, statements);
  expect(asMultisets(await store.tables())).toEqual(asMultisets(expected));
};

/** One resolve of everything says what the oracle says. */
export const equalsTheOracleAtOnce = async (store: IdentityStore, world: World): Promise<void> => {
  const stored = storedAfter(world, world.arrivals.length);
  const end = endOf(world, stored);
  await store.clear();
  await store.put(stored);
  await store.resolve(configOf(world), end);
  await refuseDifferent(store, stored, end, configOf(world));
};

/** The oracle of the segment policy knows no statement. */
export const talkative = (world: World): World => {
  const identity = configOf(world).identity.policy === "segment" ? { policy: "polku" } : {};
  const given = world.settings["identity"];
  return {
    ...world,
    settings: { ...world.settings, identity: { ...(typeof given === "object" ? given : {}), ...identity } },
  };
};

/** So does every increment: late, corrected and lost events, events of the future, ends of data that move. */
export const equalsTheOracleAtEachStep = async (
  store: IdentityStore,
  world: World,
  steps: readonly Step[],
): Promise<void> => {
  await store.clear();
  const witness = new HistoryWitness();
  const dirty = new DirtyWitness();
  let arrived = 0;
  let stored: Event[] = [];
  const statements: Statement[] = [];
  const names = nameable(storedAfter(world, world.arrivals.length), configOf(world));
  for (const { size, end, lost, said } of steps) {
    arrived += size;
    const after = storedAfter(world, arrived);
    await store.put(newsBetween(stored, after));
    const gone = lost === undefined ? [] : after.slice(lost % after.length, (lost % after.length) + 1);
    if (gone.length > 0) await store.displace(gone);
    stored = after.filter((event) => !gone.includes(event));
    const last = endOf(world, stored);
    const dataEnd = end === "last" ? last : middleOf(stored, last);
    const stated: Statement[] = [];
    for (const drawn of said) stated.push(...stateDrawn(drawn, names, [...statements, ...stated]));
    statements.push(...stated);
    await store.resolve(configOf(world), dataEnd, { statements: stated });
    await refuseDifferent(store, stored, dataEnd, configOf(world), statements);
    await witness.check(store, store.runId);
    await dirty.check(store);
  }
};
