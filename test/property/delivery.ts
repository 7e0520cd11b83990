// How records arrive: shuffled, some again, cut into files and runs. All of it follows from one number, so that a
// delivery shrinks and prints well.
import * as fc from "fast-check";
import type { Arrival } from "../oracle/records/event.ts";

export interface Delivery {
  readonly seed: number;
  readonly runs: number;
  readonly files: number;
  /** One record in so many arrives again; 0: none. */
  readonly repeats: number;
  /** What a later run finds: further files, the same files grown, or the same files with all records turned. */
  readonly later: "further" | "grown" | "turned";
}

export const randomDelivery: fc.Arbitrary<Delivery> = fc.record({
  seed: fc.nat(1_000_000),
  runs: fc.integer({ min: 1, max: 3 }),
  files: fc.integer({ min: 1, max: 2 }),
  repeats: fc.constantFrom(0, 3),
  later: fc.constantFrom("further", "grown", "turned"),
});

/** Numbers in [0, 1) that follow from a seed (Park and Miller's generator). */
const lots = (seed: number): (() => number) => {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

const shuffled = <Item>(items: readonly Item[], lot: () => number): Item[] =>
  items
    .map((item) => ({ item, place: lot() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ item }) => item);

/** Runs, each a list of files, each a list of records. Every record arrives at least once. */
const delivered = (arrivals: readonly Arrival[], delivery: Delivery): Arrival[][][] => {
  const lot = lots(delivery.seed);
  const again =
    delivery.repeats === 0 ? [] : arrivals.filter((_arrival, index) => index % delivery.repeats === 0);
  const order = shuffled([...arrivals, ...again], lot);
  const runs = Array.from({ length: delivery.runs }, () =>
    Array.from({ length: delivery.files }, (): Arrival[] => []),
  );
  for (const arrival of order) {
    runs[Math.floor(lot() * delivery.runs)]?.[Math.floor(lot() * delivery.files)]?.push(arrival);
  }
  return runs;
};

export interface DeliveredFile {
  readonly name: string;
  readonly arrivals: readonly Arrival[];
}

/** The files as each run finds them written. */
export const deliveredFiles = (arrivals: readonly Arrival[], delivery: Delivery): DeliveredFile[][] => {
  const runs = delivered(arrivals, delivery);
  return runs.map((files, run) =>
    files.map((fresh, file) => {
      if (delivery.later === "further") return { name: `${run + 1}-${file + 1}`, arrivals: fresh };
      const all = runs.slice(0, run + 1).flatMap((one) => one[file] ?? []);
      return { name: String(file + 1), arrivals: delivery.later === "grown" ? all : all.toReversed() };
    }),
  );
};
