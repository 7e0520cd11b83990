// The format `email/sendgrid`: what SendGrid's Event Webhook posts.
import type { Format, Sample } from "../connector.ts";
import { identified, sampleEvent } from "../sample-event.ts";

const message = "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0";

const sample: Sample = {
  origin: "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event",
  records: [
    {
      email: "recipient@example.com",
      timestamp: 1461095246,
      "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
      sg_event_id: "ZyjAM5rnQmuI1KFInHQ3Nw",
      sg_message_id: message,
      event: "processed",
      category: ["spring", "newsletter"],
      order: "custom argument",
    },
    {
      email: "recipient@example.com",
      timestamp: 1461095250,
      ip: "192.0.2.6",
      sg_event_id: "MjIwNDg5NTgtZGE3OC00NDI1",
      sg_message_id: message,
      useragent: "Mozilla/5.0",
      event: "open",
      sg_machine_open: true,
      category: "spring",
    },
    {
      email: "recipient@example.com",
      timestamp: 1461095251,
      sg_event_id: "OTdlOGUzYjctYjc5Zi00OWE4",
      sg_message_id: message,
      event: "click",
      url: "https://example.com/offers",
      url_offset: { index: 0, type: "html" },
    },
    {
      email: "recipient@example.com",
      timestamp: 1461095253,
      sg_message_id: message,
      event: "deferred",
      response: "400 try again later",
      attempt: "5",
    },
  ].map((record) => JSON.stringify(record)),
  events: [
    sampleEvent({
      event_id: "ZyjAM5rnQmuI1KFInHQ3Nw",
      channel: "email",
      event_type: "email_sent",
      vendor_event: "processed",
      direction: "outbound",
      occurred_at: "2016-04-19T19:47:26.000Z",
      identifiers: identified("email:recipient@example.com"),
      campaign: "spring",
      properties: {
        "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
        sg_message_id: message,
        category: ["spring", "newsletter"],
        order: "custom argument",
      },
    }),
    sampleEvent({
      event_id: "MjIwNDg5NTgtZGE3OC00NDI1",
      channel: "email",
      event_type: "email_opened",
      vendor_event: "open",
      occurred_at: "2016-04-19T19:47:30.000Z",
      identifiers: identified("email:recipient@example.com"),
      campaign: "spring",
      properties: {
        ip: "192.0.2.6",
        sg_message_id: message,
        useragent: "Mozilla/5.0",
        sg_machine_open: true,
        category: "spring",
      },
    }),
    sampleEvent({
      event_id: "OTdlOGUzYjctYjc5Zi00OWE4",
      channel: "email",
      event_type: "email_link_clicked",
      vendor_event: "click",
      occurred_at: "2016-04-19T19:47:31.000Z",
      identifiers: identified("email:recipient@example.com"),
      item: "https://example.com/offers",
      properties: { sg_message_id: message, url_offset: { index: 0, type: "html" } },
    }),
    sampleEvent({
      event_id: "bdb1f3df003f2affa16fa7b60b093acc",
      channel: "email",
      event_type: "custom",
      vendor_event: "deferred",
      direction: "outbound",
      occurred_at: "2016-04-19T19:47:33.000Z",
      identifiers: identified("email:recipient@example.com"),
      properties: { sg_message_id: message, response: "400 try again later", attempt: "5" },
    }),
  ],
};

export const sendgrid: Format = {
  name: "email/sendgrid",
  summary: "Events of SendGrid's Event Webhook, one JSON object each or in arrays",
  reference: "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event",
  input: "lines",
  namespaces: ["email"],
  mapping: "email/sendgrid.sql",
  sample,
};
