// When people look at the shop's pages or its app, and what they do there, hit by hit.
import { signInShare, tabletVisitShare, traitsShare, visitIntervalFactor } from "../assumptions.ts";
import {
  basketLineShares,
  hitIntervalSeconds,
  lineAmount,
  purchaseIntervalDays,
  purchasesByHour,
  sameDayReturnSeconds,
  sameDayReturnShare,
  visitNumberShares,
  visitStages,
} from "../figures.ts";
import { atHelsinkiHour, day, isInWorld, recurring, second, worldEnd, worldStart } from "./calendar.ts";
import { type Product, products } from "./catalogue.ts";
import type { Device, Person } from "./people.ts";
import type { Random } from "./random.ts";

/** How deep a visit goes; see `visitStages` in figures.ts. */
export const stages = { look: 0, product: 1, cart: 2, checkout: 3, order: 4 } as const;

export interface VisitPlan {
  readonly at: number;
  readonly device: Device;
  readonly stage: number;
  readonly signsIn: boolean;
  /** The mailing whose link brought the visitor. */
  readonly campaign: string | null;
}

export type HitKind =
  | "home"
  | "category"
  | "search"
  | "help"
  | "product"
  | "cart_added"
  | "cart"
  | "checkout"
  | "payment"
  | "order"
  | "identify";

export interface Hit {
  readonly kind: HitKind;
  readonly at: number;
  readonly product: Product;
  /** False until the visitor has signed in during this visit. */
  readonly isSignedIn: boolean;
  /** On `identify`: the client also sends what it knows of the person. */
  readonly hasTraits: boolean;
  /** On `order`: its number, and what was paid in cents. */
  readonly order: { readonly number: string; readonly cents: number };
}

/** Moves an instant to an hour at which people shop, within its day. */
export const atWakingHour = (random: Random, at: number): number =>
  atHelsinkiHour(at, random.index(purchasesByHour.weights), random.next());

const chooseDevice = (random: Random, person: Person): Device => {
  if (person.tablet !== null && random.chance(tabletVisitShare)) return person.tablet;
  return person.devices[random.index([6, 3, 1].slice(0, person.devices.length))] ?? person.devices[0];
};

const chooseSignIn = (random: Random, person: Person, device: Device): boolean => {
  const place = device.isShared ? "tablet" : device.appDeviceId === null ? "page" : "app";
  return random.chance(signInShare[place]) && person.userId !== null;
};

export const planVisit = (
  random: Random,
  person: Person,
  at: number,
  chosen: Partial<Pick<VisitPlan, "stage" | "signsIn" | "campaign">> = {},
): VisitPlan => {
  const device = chooseDevice(random, person);
  const stage = random.index(visitStages.shares);
  const signsIn = chooseSignIn(random, person, device);
  return { at, device, stage, signsIn, campaign: null, ...chosen };
};

const memberDays = (random: Random): number[] =>
  recurring(random.next(), () => random.draw(purchaseIntervalDays) * visitIntervalFactor * day);

/** A visitor who came k times comes again as often as the measured visits k + 1 follow visits k. */
const visitorDays = (random: Random): number[] => {
  const times: number[] = [];
  const { shares } = visitNumberShares;
  let at = worldStart + random.next() * (worldEnd - worldStart);
  for (let number = 0; at < worldEnd; number += 1) {
    times.push(at);
    if (!random.chance((shares[number + 1] ?? 0) / (shares[number] ?? 1))) break;
    at += random.draw(purchaseIntervalDays) * day;
  }
  return times;
};

/** The visits nobody asked for, with those that follow on the same day. */
export const everydayVisits = (random: Random, person: Person): VisitPlan[] => {
  const days = person.kind === "visitor" ? visitorDays(random) : memberDays(random);
  const visits: VisitPlan[] = [];
  for (const date of days) {
    const at = atWakingHour(random, date);
    visits.push(planVisit(random, person, at));
    if (!random.chance(sameDayReturnShare.share)) continue;
    visits.push(planVisit(random, person, at + random.draw(sameDayReturnSeconds) * second));
  }
  return visits.filter((visit) => isInWorld(visit.at));
};

const endings: readonly (readonly HitKind[])[] = [
  [],
  ["product"],
  ["product", "cart_added"],
  ["product", "cart_added", "checkout"],
  ["product", "cart_added", "checkout", "payment", "order"],
];

/** What fills a visit beside what its stage asks for. */
const fillers: readonly (readonly [HitKind, ...HitKind[]])[] = [
  ["home", "category", "category", "category", "search", "help"],
  ["home", "category", "category", "search", "product", "product", "help"],
  ["category", "category", "search", "product", "product", "cart_added", "cart"],
  ["category", "search", "product", "product", "cart_added", "cart"],
  ["category", "category", "search", "product", "product", "product", "cart_added", "cart"],
];

const hitKinds = (random: Random, visit: VisitPlan): HitKind[] => {
  const ending = endings[visit.stage] ?? [];
  const filler = fillers[visit.stage] ?? ["home"];
  const hits = Math.round(random.draw({ values: visitStages.hits[visit.stage] ?? [1] }));
  const kinds: HitKind[] = Array.from({ length: Math.max(hits, 1) - ending.length }, (_, place) =>
    place === 0 ? random.pick(["home", "category", "category"]) : random.pick(filler),
  );
  // Whoever reaches the checkout leaves from there; others look around after their product or cart too.
  const place = visit.stage < stages.checkout ? random.integer(0, kinds.length + 1) : kinds.length;
  return kinds.toSpliced(place, 0, ...ending);
};

/** Where the visitor says who they are: in the app at once, on pages early, for an order at the checkout. */
const identifyPlace = (random: Random, visit: VisitPlan, kinds: readonly HitKind[]): number => {
  const checkout = kinds.indexOf("checkout");
  if (!visit.signsIn) return visit.stage === stages.order ? checkout + 1 : -1;
  const place = visit.device.appDeviceId === null ? random.integer(0, Math.min(kinds.length, 4)) : 0;
  return checkout >= 0 ? Math.min(place, checkout) : place;
};

const newOrder = (random: Random): Hit["order"] => {
  const lines = 3 + random.index(basketLineShares.shares);
  const amounts = Array.from({ length: lines }, () => Math.round(random.draw(lineAmount) * 100));
  return { number: `W${random.digits(9)}`, cents: amounts.reduce((sum, cents) => sum + cents, 0) };
};

const noOrder: Hit["order"] = { number: "", cents: 0 };

/** A visit hit by hit, in order of time; an `identify` stands before the hit it belongs to. */
export const visitHits = (random: Random, visit: VisitPlan, isNewAccount: boolean): Hit[] => {
  const kinds = hitKinds(random, visit);
  const identifyAt = identifyPlace(random, visit, kinds);
  const hits: Hit[] = [];
  let at = Math.floor(visit.at);
  let product = random.pick(products);
  for (const [place, kind] of kinds.entries()) {
    if (place > 0) at += Math.floor(random.draw(hitIntervalSeconds) * second);
    if (kind === "product") product = random.pick(products);
    const isSignedIn = identifyAt >= 0 && place >= identifyAt;
    const order = kind === "order" ? newOrder(random) : noOrder;
    const hit = { at, product, isSignedIn, hasTraits: false, order };
    const hasTraits = isNewAccount || random.chance(traitsShare);
    if (place === identifyAt) hits.push({ ...hit, kind: "identify", at: at - 150, hasTraits });
    hits.push({ ...hit, kind });
  }
  return hits.filter((hit) => isInWorld(hit.at));
};
