// Random worlds as stored events, and how they arrive: in which steps, up to which end of data.
import type { Config } from "../../../models/config.ts";
import { configSchema } from "../../../models/config.ts";
import { chooseRecords } from "../../oracle/records/choose-records.ts";
import { configured } from "../../oracle/records/configured.ts";
import type { Event } from "../../oracle/records/event.ts";
import { microsOf, readRecord } from "../../oracle/records/read-record.ts";
import type { World } from "../../world/random-world.ts";

export const configOf = (world: World): Config => configSchema.parse(world.settings);

/** The events that are stored after the first `arrived` records arrived. */
export const storedAfter = (world: World, arrived: number): Event[] => {
  const config = configOf(world);
  const events = world.arrivals
    .slice(0, arrived)
    .map((arrival) => readRecord(arrival, config))
    .flatMap((reading) => ("event" in reading ? [reading.event] : []));
  return chooseRecords(events).map((event) => configured(event, config));
};

/** The end of data that the world states, else its latest event of this century. */
export const endOf = (world: World, stored: readonly Event[]): number => {
  const past = stored.map(({ at }) => at).filter((at) => at < Date.UTC(2100) * 1000);
  return (world.dataEnd === undefined ? null : microsOf(world.dataEnd)) ?? Math.max(0, ...past);
};

/** Events of `after` that `before` does not hold in the same words. */
export const newsBetween = (before: readonly Event[], after: readonly Event[]): Event[] => {
  const known = new Set(before.map((event) => JSON.stringify(event)));
  return after.filter((event) => !known.has(JSON.stringify(event)));
};
