// The format `web/ga360`: visits with their hits, as Google Analytics 360 (Universal Analytics) exports to BigQuery.
import type { Format } from "../connector.ts";
import { ga360Sample } from "./ga360-sample.ts";

export const ga360: Format = {
  name: "web/ga360",
  summary: "Visits of Google Analytics 360's export to BigQuery (ga_sessions), each with its hits",
  reference: "https://support.google.com/analytics/answer/3437719",
  input: "lines",
  namespaces: ["user_id", "anonymous_id", "order_id"],
  mapping: "web/ga360.sql",
  sample: ga360Sample,
};
