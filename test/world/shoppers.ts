// A few shoppers with names, used wherever a test needs a history that can be followed by eye. No real person.

/** One event of a shopper; what is left out is a page view of the source `shop`. */
export interface ShopperEvent {
  /** `MM-DD HH:MM[:SS]` of 2026, UTC. */
  readonly at: string;
  readonly event_id: string;
  readonly source?: string;
  readonly channel?: string;
  readonly event_type?: string;
  readonly vendor_event?: string;
  readonly direction?: "inbound" | "outbound";
  readonly sequence?: number;
  readonly item?: string;
  readonly campaign?: string;
  readonly value?: string;
  readonly currency?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly traits?: Readonly<Record<string, unknown>>;
}

export interface Shopper {
  readonly name: string;
  readonly isKnown: boolean;
  readonly events: readonly ShopperEvent[];
}

const shopper = (name: string, isKnown: boolean, events: readonly ShopperEvent[]): Shopper => ({
  name,
  isKnown,
  events,
});

/** A page view, a mail, a call, a visit to the store: an event of a channel in the fewest words. */
export const page = (at: string, event_id: string, given: Partial<ShopperEvent> = {}): ShopperEvent => ({
  at,
  event_id,
  ...given,
});

/** Buys in the store after two visits to the shop's site, a mail and a call; looks around again in March. */
export const aino = shopper("aino", true, [
  page("01-01 10:00", "e1", { item: "/p/1" }),
  page("01-01 10:10", "e2", { item: "/p/2" }),
  page("01-01 10:40", "e3", { event_type: "cart_added", item: "/p/2" }),
  page("01-01 12:00", "e4", { channel: "email", event_type: "email_sent", direction: "outbound" }),
  page("01-02 09:00", "e5", { channel: "service", event_type: "call_received" }),
  page("01-03 11:00", "e6", {
    channel: "store",
    event_type: "order_completed",
    item: "store-1",
    value: "40.50",
    currency: "EUR",
  }),
  page("03-01 08:00", "e7", { item: "/p/1" }),
]);

/** Known, looks at the cart once and is not seen again. */
export const eino = shopper("eino", true, [
  page("01-05 10:00", "n1"),
  page("01-05 10:05", "n2", { event_type: "cart_added" }),
]);

/** Not known: puts something into the cart and is lost. */
export const unto = shopper("unto", false, [page("01-06 10:00", "u1", { event_type: "cart_added" })]);

/** Known, silent for more than a month after the cart, then comes back by mail. */
export const helmi = shopper("helmi", true, [
  page("01-07 10:00", "h1", { event_type: "cart_added" }),
  page("03-20 10:00", "h2", { channel: "email", event_type: "email_link_clicked" }),
]);

/** Known, buys twice within minutes, in one session. */
export const veli = shopper("veli", true, [
  page("02-01 10:00", "v1"),
  page("02-01 10:01", "v2", { event_type: "order_completed", value: "10.00", currency: "EUR" }),
  page("02-01 10:02", "v3", { event_type: "order_completed", value: "5.25" }),
  page("02-01 10:03", "v4", { event_type: "order_refunded", value: "-5.25", currency: "EUR" }),
]);

export const everyShopper: readonly Shopper[] = [aino, eino, unto, helmi, veli];
