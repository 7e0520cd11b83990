// One hit of a visit as the call that Segment's clients make for it: analytics.js on the pages, the mobile
// library in the app. Only what is said; who says it is added in segment-records.ts.
import { categories, helpPages, searchWords, site } from "../world/catalogue.ts";
import type { Random } from "../world/random.ts";
import type { Hit, HitKind, VisitPlan } from "../world/visits.ts";

export type Json = Readonly<Record<string, unknown>>;

const userAgents = {
  laptop: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Safari/537.36",
  phone: "Mozilla/5.0 (Linux; Android 15; Mobile) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0",
  tablet:
    "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1",
} as const;

const track = (event: string, properties: Json): Json => ({ type: "track", event, properties });

const view = (path: string, isApp: boolean): Json =>
  isApp
    ? { type: "screen", name: path, properties: { path } }
    : { type: "page", properties: { path, url: site + path } };

const productOf = ({ product }: Hit): Json => ({
  product_id: product.sku,
  name: product.name,
  category: product.category,
});

/** How a client tells of each kind of hit. The app's team named its order in Finnish. */
const calls: Readonly<Record<HitKind, (random: Random, hit: Hit, isApp: boolean) => Json>> = {
  home: (_, __, isApp) => view("/", isApp),
  help: (random, _, isApp) => view(random.pick(helpPages), isApp),
  category: (random) => track("Product List Viewed", { list_id: random.pick(categories) }),
  search: (random) => track("Products Searched", { query: random.pick(searchWords) }),
  product: (_, hit) => track("Product Viewed", productOf(hit)),
  cart_added: (_, hit) => track("Product Added", { ...productOf(hit), quantity: 1 }),
  cart: () => track("Cart Viewed", {}),
  checkout: () => track("Checkout Started", { currency: "EUR" }),
  payment: () => track("Payment Info Entered", { step: 2 }),
  order: (_, { order }, isApp) => {
    const properties = { order_id: order.number, revenue: order.cents / 100, currency: "EUR" };
    return track(isApp ? "Tilaus valmis" : "Order Completed", properties);
  },
  identify: () => ({ type: "identify" }),
};

/** Type, name and properties of the call for a hit. */
export const callOf = (random: Random, hit: Hit, isApp: boolean): Json => calls[hit.kind](random, hit, isApp);

/** Where a hit happened. The mailing that brought the visitor stands on the first hit of the visit. */
export const contextOf = (visit: VisitPlan, hit: Hit, isLanding: boolean): Json => {
  const { device } = visit;
  const campaign = { name: visit.campaign, source: "newsletter", medium: "email" };
  const arrival = isLanding && visit.campaign !== null ? { campaign } : {};
  if (device.appDeviceId !== null) {
    return {
      ...arrival,
      app: { name: "Puoti", version: "4.2.0" },
      device: { id: device.appDeviceId, type: "android" },
      library: { name: "analytics-android", version: "4.11.3" },
    };
  }
  const path = hit.kind === "checkout" || hit.kind === "payment" ? "/kassa" : "/";
  return {
    ...arrival,
    library: { name: "analytics.js", version: "2.11.1" },
    page: { path, url: site + path },
    userAgent: userAgents[device.kind],
  };
};
