// Two visits as BigQuery writes them in NDJSON, whole numbers as text: a purchase that came by a campaign, and a
// signed-in visitor who searches, clicks and is paid back.
import type { Sample } from "../connector.ts";
import { identified, sampleEvent } from "../sample-event.ts";

const mug = { productSKU: "GGOEGDHC074099", productPrice: "16990000" };
const source = { campaign: "spring" };
const device = { deviceCategory: "desktop" };

const boughtHits = [
  {
    hitNumber: "1",
    time: "0",
    type: "PAGE",
    page: { pagePath: "/mugs?ref=spring" },
    product: [{ ...mug, isImpression: true }],
    eCommerceAction: { action_type: "0" },
  },
  {
    hitNumber: "2",
    time: "1500",
    type: "PAGE",
    page: { pagePath: "/mugs/quickview" },
    product: [mug],
    eCommerceAction: { action_type: "2" },
  },
  {
    hitNumber: "3",
    time: "9007",
    type: "EVENT",
    page: { pagePath: "/basket.html" },
    product: [{ ...mug, productQuantity: "2" }],
    eCommerceAction: { action_type: "3" },
    eventInfo: { eventCategory: "Enhanced Ecommerce", eventAction: "Add to Cart" },
  },
  {
    hitNumber: "4",
    time: "60000",
    type: "PAGE",
    page: { pagePath: "/yourinfo.html" },
    eCommerceAction: { action_type: "5", step: "1" },
  },
  {
    hitNumber: "5",
    time: "90000",
    type: "PAGE",
    page: { pagePath: "/payment.html" },
    eCommerceAction: { action_type: "5", step: "2", option: "Payment" },
  },
  {
    hitNumber: "6",
    time: "120000",
    type: "PAGE",
    page: { pagePath: "/ordercompleted.html" },
    transaction: {
      transactionId: "ORD1",
      transactionRevenue: "40290000",
      localTransactionRevenue: "37120000",
      currencyCode: "EUR",
    },
    eCommerceAction: { action_type: "6" },
  },
  {
    hitNumber: "7",
    time: "121000",
    type: "PAGE",
    page: { pagePath: "/ordercompleted.html" },
    transaction: { transactionId: "ORD1", currencyCode: "EUR" },
    eCommerceAction: { action_type: "6" },
  },
];

const bought = {
  visitId: "1501583974",
  visitStartTime: "1501583974",
  totals: { transactions: "1" },
  trafficSource: source,
  device,
  hits: boughtHits,
  fullVisitorId: "2248281639583218707",
  clientId: "523428.1501583974",
  channelGrouping: "Affiliates",
};

const returnedHits = [
  {
    hitNumber: "1",
    time: "0",
    type: "PAGE",
    page: { pagePath: "/search", searchKeyword: "mug" },
  },
  {
    hitNumber: "2",
    time: "4000",
    type: "EVENT",
    page: { pagePath: "/search" },
    product: [{ ...mug, isClick: true }],
    eCommerceAction: { action_type: "1" },
  },
  {
    hitNumber: "3",
    time: "5000",
    type: "EVENT",
    page: { pagePath: "/help" },
    eventInfo: { eventCategory: "Contact Us", eventAction: "Onsite Click" },
  },
  {
    hitNumber: "4",
    time: "6000",
    type: "EVENT",
    page: { pagePath: "/help" },
    transaction: { transactionId: "ORD1", currencyCode: "EUR" },
    refund: { refundAmount: "40290000", localRefundAmount: "37120000" },
    eCommerceAction: { action_type: "7" },
  },
];

const returned = {
  visitId: "1501670000",
  visitStartTime: "1501670000",
  trafficSource: { campaign: "(not set)", isTrueDirect: true },
  hits: returnedHits,
  fullVisitorId: "2248281639583218707",
  clientId: null,
  userId: "u-1",
};

const { hits: _bought, fullVisitorId: _visitor, clientId: _client, ...visitOfPurchase } = bought;
const { hits: _returned, fullVisitorId, clientId: _none, userId: _user, ...visitOfRefund } = returned;

const visitor = `anonymous_id:${fullVisitorId}`;
const client = "anonymous_id:523428.1501583974";
const order = "order_id:ORD1";

type Stated = Parameters<typeof sampleEvent>[0];
type OfHit = Omit<Stated, "channel" | "sequence" | "properties">;

/** The event of the first visit's hit of this number. */
const ofPurchase = (number: number, stated: OfHit): ReturnType<typeof sampleEvent> =>
  sampleEvent({
    channel: "web",
    sequence: String(number),
    revision: "7",
    campaign: "spring",
    identifiers: identified(visitor, client),
    properties: { ...boughtHits[number - 1], visit: visitOfPurchase },
    ...stated,
  });

/** The event of the second visit's hit of this number. */
const ofRefund = (number: number, stated: OfHit): ReturnType<typeof sampleEvent> =>
  sampleEvent({
    channel: "web",
    sequence: String(number),
    revision: "4",
    identifiers: identified(visitor, "user_id:u-1"),
    properties: { ...returnedHits[number - 1], visit: visitOfRefund },
    ...stated,
  });

/** Event ids are the first 32 hex digits of the SHA-256 of `["fullVisitorId","visitId","visitStartTime","hitNumber"]`. */
export const ga360Sample: Sample = {
  origin: "https://support.google.com/analytics/answer/3437719",
  records: [JSON.stringify(bought), JSON.stringify(returned)],
  events: [
    sampleEvent({
      event_id: "1d385a4d10fae2adcc6ef5e385f25a11",
      channel: "web",
      event_type: "campaign_clicked",
      vendor_event: "campaign",
      occurred_at: "2017-08-01T10:39:34.000Z",
      revision: "7",
      campaign: "spring",
      identifiers: identified(visitor, client),
      item: "/mugs",
      properties: { visit: visitOfPurchase },
    }),
    ofPurchase(1, {
      event_id: "5d1df0c8865d5434f75c3d9037727326",
      event_type: "product_list_viewed",
      vendor_event: "product list",
      occurred_at: "2017-08-01T10:39:34.000Z",
      item: "/mugs",
    }),
    ofPurchase(2, {
      event_id: "b3ebfa37c07d30face51f2ffd7e451f5",
      event_type: "product_viewed",
      vendor_event: "product detail",
      occurred_at: "2017-08-01T10:39:35.500Z",
      item: "GGOEGDHC074099",
    }),
    ofPurchase(3, {
      event_id: "1b3ee85a59bd229717ae7ca241255c41",
      event_type: "cart_added",
      vendor_event: "add to cart",
      occurred_at: "2017-08-01T10:39:43.007Z",
      item: "GGOEGDHC074099",
    }),
    ofPurchase(4, {
      event_id: "aec8df77e765fd5dd16d9b148e57fccc",
      event_type: "checkout_started",
      vendor_event: "checkout step 1",
      occurred_at: "2017-08-01T10:40:34.000Z",
      item: "/yourinfo.html",
    }),
    ofPurchase(5, {
      event_id: "a53541e8a04a11a788b52b9923771752",
      event_type: "custom",
      vendor_event: "checkout step 2",
      occurred_at: "2017-08-01T10:41:04.000Z",
      item: "/payment.html",
    }),
    ofPurchase(6, {
      event_id: "67ca05b4fcb53dd56b7cfbaf7ce3af2e",
      event_type: "order_completed",
      vendor_event: "purchase",
      occurred_at: "2017-08-01T10:41:34.000Z",
      item: "ORD1",
      value: "37.12",
      currency: "EUR",
      identifiers: identified(visitor, client, order),
    }),
    ofPurchase(7, {
      event_id: "e53c806b7e632dd50d93c32132f73fe1",
      event_type: "page_viewed",
      vendor_event: "purchase shown again",
      occurred_at: "2017-08-01T10:41:35.000Z",
      item: "/ordercompleted.html",
      identifiers: identified(visitor, client, order),
    }),
    ofRefund(1, {
      event_id: "2efab85266e77710210a18228ac2f850",
      event_type: "search_performed",
      vendor_event: "search",
      occurred_at: "2017-08-02T10:33:20.000Z",
      item: "/search",
    }),
    ofRefund(2, {
      event_id: "4cc9d6e51b9d6a98a4894dcb61f396c7",
      event_type: "custom",
      vendor_event: "product click",
      occurred_at: "2017-08-02T10:33:24.000Z",
      item: "/search",
    }),
    ofRefund(3, {
      event_id: "9542c4b2b2628b3bdc07c99bf67b0935",
      event_type: "custom",
      vendor_event: "Contact Us: Onsite Click",
      occurred_at: "2017-08-02T10:33:25.000Z",
      item: "/help",
    }),
    ofRefund(4, {
      event_id: "c9ea0ff2f4a707a06eed53a7427d85d4",
      event_type: "order_refunded",
      vendor_event: "refund",
      occurred_at: "2017-08-02T10:33:26.000Z",
      item: "ORD1",
      value: "-37.12",
      currency: "EUR",
      identifiers: identified(visitor, order, "user_id:u-1"),
    }),
  ],
};
