// The connectors that a configuration can name.

export const connectorNames: readonly string[] = [
  "polku/events",
  "polku/profiles",
  "web/segment",
  "email/sendgrid",
  "service/zendesk",
  "store/receipts",
];
