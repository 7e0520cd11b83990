// Many small worlds in one store, under one policy and one configuration: their identifiers are told apart by name, so
// that one resolve serves them all, and the oracle plays each by itself.
import * as fc from "fast-check";
import { expect } from "vitest";
import type { Config } from "../../../../models/config.ts";
import { canonicalOrder, type Event } from "../../../oracle/records/event.ts";
import { neutralConfig } from "../../../world/neutral.ts";
import type { IdentityStore, IdentityTables } from "../identity-store.ts";
import { asMultisets, oracleTables } from "../oracle-tables.ts";
import { secondsIn, seen } from "../seen.ts";

const day = 86_400;

const maybe = <Value>(...values: Value[]): fc.Arbitrary<Value | undefined> =>
  fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 });

/** Narrow rules, so that small worlds break them. */
const drawnRules = fc.record({
  userLimit: fc.constantFrom(1, 1, 2),
  userWindow: maybe(1),
  emailLimit: fc.constantFrom(1, 2),
  emailWindow: maybe(1, 2.5),
  emailMax: maybe(1, 2),
  deviceLimit: maybe(1, 2),
  devicesPerUser: maybe(1, 2),
  usersPerDevice: maybe(1),
  refuseClaims: fc.boolean(),
});

const drawnEvent = fc.record({
  // Half of them on the first days, many at one instant.
  second: fc.oneof(
    fc.nat(3),
    fc.nat(4).map((days) => days * day),
    fc.nat(5 * day),
  ),
  sequence: fc.nat(1),
  user: fc.option(fc.nat(2), { nil: undefined, freq: 2 }),
  emails: fc.uniqueArray(fc.nat(2), { maxLength: 2 }),
  devices: fc.uniqueArray(fc.nat(1), { maxLength: 2 }),
  action: fc.constantFrom("observed", "observed", "observed", "observed", "observed", "aliased"),
  verified: fc.boolean(),
  consent: fc.constantFrom(undefined, undefined, undefined, undefined, true, false),
});

type Drawn<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;

const configOf = (policy: string, rules: Drawn<typeof drawnRules>): Config => {
  const namespaces = {
    user_id: {
      limit: rules.userLimit,
      window_days: rules.userWindow,
      max_per: rules.usersPerDevice === undefined ? {} : { anonymous_id: rules.usersPerDevice },
    },
    email: { limit: rules.emailLimit, window_days: rules.emailWindow, max_profiles: rules.emailMax },
    anonymous_id: {
      limit: rules.deviceLimit,
      max_per: rules.devicesPerUser === undefined ? {} : { user_id: rules.devicesPerUser },
    },
  };
  return neutralConfig({ identity: { policy, namespaces, refuse_claims: rules.refuseClaims } });
};

const eventOf = (world: number, place: number, drawn: Drawn<typeof drawnEvent>): Event => {
  const name = (kind: string, number: number): string => `w${String(world)}-${kind}${String(number)}`;
  const ids = {
    user_id: drawn.user === undefined ? [] : [name("u", drawn.user)],
    email: drawn.emails.map((number) => `${name("e", number)}@x.example`),
    anonymous_id: drawn.devices.map((number) => name("d", number)),
  };
  const event = seen(name("event-", place), drawn.second, ids);
  return {
    ...event,
    sequence: drawn.sequence,
    identity_action: drawn.action,
    carried: event.carried.map((one) => ({ ...one, verified: drawn.verified })),
    consent: drawn.consent === undefined ? {} : { identity: drawn.consent },
  };
};

const worldsInOne = (worlds: number) =>
  fc.record({
    rules: drawnRules,
    worlds: fc.array(fc.array(drawnEvent, { minLength: 2, maxLength: 9 }), {
      minLength: worlds,
      maxLength: worlds,
    }),
    /** By event: in which run it arrives, and before whom. */
    arrival: fc.array(fc.tuple(fc.nat(2), fc.nat(1000)), { minLength: 9 * worlds, maxLength: 9 * worlds }),
  });

const lastTime = secondsIn(6 * day);

const together = (tables: readonly IdentityTables[]): IdentityTables => ({
  profiles: tables.flatMap(({ profiles }) => profiles),
  identifiers: tables.flatMap(({ identifiers }) => identifiers),
  links: tables.flatMap(({ links }) => links),
  refusals: tables.flatMap(({ refusals }) => refusals),
  events: tables.flatMap(({ events }) => events),
});

const refuseOthers = async (store: IdentityStore, expected: IdentityTables): Promise<void> => {
  expect(asMultisets(await store.tables())).toEqual(asMultisets(expected));
};

const play = async (
  store: IdentityStore,
  policy: string,
  drawn: Drawn<ReturnType<typeof worldsInOne>>,
): Promise<void> => {
  const config = configOf(policy, drawn.rules);
  const worlds = drawn.worlds.map((events, world) =>
    events.map((event, place) => eventOf(world, place, event)),
  );
  const expected = together(
    worlds.map((events) => oracleTables(events.toSorted(canonicalOrder), lastTime, config)),
  );
  const arriving = worlds.flat().map((event, place) => ({ event, arrival: drawn.arrival[place] ?? [0, 0] }));
  await store.clear();
  for (const run of [0, 1, 2]) {
    const batch = arriving
      .filter(({ arrival }) => arrival[0] === run)
      .toSorted((one, other) => one.arrival[1] - other.arrival[1]);
    // Some of what came before comes once more.
    const again = arriving.filter(({ arrival }) => arrival[0] < run && arrival[1] % 5 === 0);
    await store.put([...batch, ...again].map(({ event }) => event));
    await store.resolve(config, lastTime);
  }
  await refuseOthers(store, expected);
  await store.resolve(config, lastTime, { isFull: true });
  await refuseOthers(store, expected);
};

/**
 * In any order of arrival, cut into three runs, with repetitions, and resolved anew: the tables are those that the
 * oracle gives for each world by itself.
 */
export const isAFunctionOfTheEvidence = (
  store: IdentityStore,
  policy: string,
  { batches, worlds }: { readonly batches: number; readonly worlds: number },
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(worldsInOne(worlds), (drawn) => play(store, policy, drawn)),
    { numRuns: batches },
  );
