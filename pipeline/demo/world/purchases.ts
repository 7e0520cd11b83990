// What people buy in the stores: when, how much, and what they show at the till.
import { cardShownShare, emailReceiptShare, storeShopperShare } from "../assumptions.ts";
import { basketLineShares, lineAmount, purchaseIntervalDays, purchasesByHour } from "../figures.ts";
import { atHelsinkiHour, day, isInWorld, recurring } from "./calendar.ts";
import { type Product, products, type Store, stores } from "./catalogue.ts";
import type { Person } from "./people.ts";
import type { Random } from "./random.ts";

export interface ReceiptLine {
  readonly product: Product;
  readonly quantity: number;
  readonly cents: number;
}

export interface Purchase {
  readonly at: number;
  readonly store: Store;
  readonly lines: readonly ReceiptLine[];
  readonly showsCard: boolean;
  readonly givesEmail: boolean;
}

/** Stores are open from 7 to 22. */
const openingHour = 7;
const openingWeights = purchasesByHour.weights.slice(openingHour, 22);

/** Moves an instant to a time of its day at which stores are open. */
export const atOpeningHour = (random: Random, at: number): number =>
  Math.floor(atHelsinkiHour(at, openingHour + random.index(openingWeights), random.next()));

const receiptLine = (random: Random): ReceiptLine => ({
  product: random.pick(products),
  quantity: random.chance(0.8) ? 1 : 2,
  cents: Math.max(1, Math.round(random.draw(lineAmount) * 100)),
});

/** A purchase at this instant. People have a store of their own, and go elsewhere now and then. */
export const purchaseAt = (
  random: Random,
  person: Person | null,
  at: number,
  homeStore: Store,
): Purchase => ({
  at,
  store: random.chance(0.85) ? homeStore : random.pick(stores),
  lines: Array.from({ length: 1 + random.index(basketLineShares.shares) }, () => receiptLine(random)),
  showsCard: random.chance(cardShownShare) && person !== null && person.card !== null,
  givesEmail: random.chance(emailReceiptShare) && person !== null && person.card !== null,
});

/** The purchases nothing led to. */
export const everydayPurchases = (random: Random, person: Person, homeStore: Store): Purchase[] => {
  if (person.kind === "visitor" || !random.chance(storeShopperShare[`${person.kind}s`])) return [];
  const days = recurring(random.next(), () => random.draw(purchaseIntervalDays) * day);
  return days
    .map((date) => purchaseAt(random, person, atOpeningHour(random, date), homeStore))
    .filter(({ at }) => isInWorld(at));
};
