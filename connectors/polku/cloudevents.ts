// The format `polku/cloudevents`: CloudEvents in JSON, whose data may be neutral events.
import { builtInNamespaces } from "../../models/identity/namespaces.ts";
import type { Format, Sample } from "../connector.ts";
import { identified, sampleEvent } from "../sample-event.ts";

const time = "2026-01-01T00:00:00.000Z";

const sample: Sample = {
  origin: "https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md",
  records: [
    {
      id: "e1",
      time,
      type: "order_completed",
      source: "/pos/store-7",
      specversion: "1.0",
      datacontenttype: "application/json",
      subject: "order/1",
      data: {
        channel: "store",
        identifiers: { loyalty_card: "L1", email: ["anna@example.com"] },
        value: "12.50",
        currency: "EUR",
        properties: { till: 3 },
        mood: "good",
      },
      partitionkey: "L1",
    },
    {
      id: "e2",
      time,
      type: "com.bank.loan",
      source: "/bank",
      specversion: "1.0",
      subject: "loan/1",
      data: {
        event_id: "loan-1",
        channel: "service",
        event_type: "form_submitted",
        occurred_at: "2026-01-01T10:00:00+02:00",
        item: "loan",
      },
    },
    {
      id: "e1",
      time,
      type: "com.shop.coupon.redeemed",
      source: "/pos/store-8",
      specversion: "1.0",
      subject: "coupon/1",
      channel: "store",
      data: { loyalty: "L1", source: "letter", lines: [{ sku: "s1" }] },
      partitionkey: "L1",
    },
    {
      id: "e3",
      time,
      type: "beat",
      source: "/door",
      specversion: "1.0",
      channel: "store",
      data_base64: "AQID",
    },
  ].map((record) => JSON.stringify(record)),
  events: [
    sampleEvent({
      event_id: "2876513c211dfc897eda08311c68b8f0",
      channel: "store",
      event_type: "order_completed",
      occurred_at: time,
      identifiers: identified("email:anna@example.com", "loyalty_card:L1"),
      item: "order/1",
      value: "12.50",
      currency: "EUR",
      properties: {
        till: 3,
        mood: "good",
        id: "e1",
        source: "/pos/store-7",
        partitionkey: "L1",
      },
    }),
    sampleEvent({
      event_id: "loan-1",
      channel: "service",
      event_type: "form_submitted",
      occurred_at: "2026-01-01T08:00:00.000Z",
      item: "loan",
      properties: { id: "e2", source: "/bank", time, type: "com.bank.loan", subject: "loan/1" },
    }),
    sampleEvent({
      event_id: "b6b9f9db326f10f2be19ee60ea25db70",
      channel: "store",
      event_type: "custom",
      vendor_event: "com.shop.coupon.redeemed",
      occurred_at: time,
      item: "coupon/1",
      properties: {
        loyalty: "L1",
        source: "letter",
        lines: [{ sku: "s1" }],
        id: "e1",
        partitionkey: "L1",
        _record: { source: "/pos/store-8" },
      },
    }),
    sampleEvent({
      event_id: "e3ec1bad58d13df247921993d9b5900e",
      channel: "store",
      event_type: "custom",
      vendor_event: "beat",
      occurred_at: time,
      properties: { id: "e3", source: "/door", data_base64: "AQID" },
    }),
  ],
};

/** Emits whatever namespaces the data names; these are the built-in ones. */
export const cloudEvents: Format = {
  name: "polku/cloudevents",
  summary: "CloudEvents in JSON, one a record; data that is a neutral event is read as one",
  reference: "https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md",
  input: "lines",
  namespaces: builtInNamespaces.map(({ namespace }) => namespace),
  hasOpenNamespaces: true,
  leavesOut: [
    { within: "specversion", why: "says that the record is a CloudEvent" },
    { within: "datacontenttype", why: "where it says JSON, as its absence does" },
    { within: "identifiers", why: "members of an identifier beside its value and verified" },
    { within: "sent_at", why: "transport" },
    { within: "received_at", why: "transport" },
  ],
  mapping: "polku/events.sql",
  basis: { relation: "lines", file: "polku/cloudevents.sql" },
  sample,
};
