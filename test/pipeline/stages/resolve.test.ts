import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configSchema } from "../../../models/config.ts";
import { chooseRecords } from "../../oracle/records/choose-records.ts";
import { configured } from "../../oracle/records/configured.ts";
import type { Event } from "../../oracle/records/event.ts";
import { microsOf, readRecord } from "../../oracle/records/read-record.ts";
import { randomWorld, type World } from "../../world/random-world.ts";
import { IdentityStore } from "./identity-store.ts";
import { asMultisets, oracleTables } from "./oracle-tables.ts";

let store: IdentityStore;
beforeAll(async () => {
  store = await IdentityStore.open();
});
afterAll(() => store.close());

const storedOf = (world: World): Event[] => {
  const config = configSchema.parse(world.settings);
  const events = world.arrivals
    .map((arrival) => readRecord(arrival, config))
    .flatMap((reading) => ("event" in reading ? [reading.event] : []));
  return chooseRecords(events).map((event) => configured(event, config));
};

const endOf = (world: World, stored: readonly Event[]): number => {
  const end = world.dataEnd === undefined ? null : microsOf(world.dataEnd);
  const past = stored.map(({ at }) => at).filter((at) => at < Date.UTC(2027) * 1000);
  return end ?? Math.max(0, ...past);
};

describe("resolve", () => {
  it("says of every random world what the oracle says", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, async (world) => {
        const config = configSchema.parse(world.settings);
        const stored = storedOf(world);
        const end = endOf(world, stored);
        await store.clear();
        await store.put(stored);
        await store.resolve(config, end);
        expect(asMultisets(await store.tables())).toEqual(asMultisets(oracleTables(stored, end, config)));
      }),
      { numRuns: 30 },
    );
  });
});
