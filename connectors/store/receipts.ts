// The format `store/receipts`: lines of receipts, as tills and loyalty systems export them.
import type { Format, Sample } from "../connector.ts";
import { identified, sampleEvent } from "../sample-event.ts";

const columns = [
  "receipt_id",
  "line",
  "store",
  "sold_at",
  "loyalty_card",
  "email",
  "product",
  "quantity",
  "amount",
  "currency",
] as const;

type Line = Readonly<Record<(typeof columns)[number], string | null>>;

const line = (...texts: readonly (string | null)[]): Line =>
  Object.fromEntries(columns.map((column, index) => [column, texts[index] ?? null])) as Line;

const sample: Sample = {
  origin: "docs/connectors/store-receipts.md",
  records: [
    line(
      "T1-1001",
      "1",
      "Turku",
      "2026-11-25T09:10:22Z",
      "6050 1",
      "x@example.com",
      "tea",
      "2",
      "7.80",
      "EUR",
    ),
    line("T1-1001", "2", "Turku", "2026-11-25T09:10:22Z", "6050 1", null, "cup", "1", "12.40", "EUR"),
    line("T1-1002", "1", "Turku", "2026-11-25T09:20:00Z", null, null, "cup", "-1", "-12.40", "EUR"),
  ],
  events: [
    sampleEvent({
      event_id: "T1-1001",
      channel: "store",
      event_type: "order_completed",
      occurred_at: "2026-11-25T09:10:22.000Z",
      identifiers: identified("email:x@example.com", "loyalty_card:6050 1"),
      item: "Turku",
      value: "20.20",
      currency: "EUR",
      properties: {
        lines: [
          { line: "1", product: "tea", quantity: "2", amount: "7.80" },
          { line: "2", product: "cup", quantity: "1", amount: "12.40" },
        ],
      },
    }),
    sampleEvent({
      event_id: "T1-1002",
      channel: "store",
      event_type: "order_refunded",
      occurred_at: "2026-11-25T09:20:00.000Z",
      item: "Turku",
      value: "-12.40",
      currency: "EUR",
      properties: { lines: [{ line: "1", product: "cup", quantity: "-1", amount: "-12.40" }] },
    }),
  ],
};

export const receipts: Format = {
  name: "store/receipts",
  summary: "Lines of receipts in a table, rolled into one purchase or refund a receipt",
  reference: "docs/connectors/store-receipts.md",
  input: "rows",
  columns,
  isGrouped: true,
  namespaces: ["loyalty_card", "email"],
  mapping: "store/receipts.sql",
  sample,
};
