// Short ways to state records of the neutral format and a configuration in tests.
import { type Config, configSchema } from "../../models/config.ts";
import type { Arrival } from "../oracle/records/event.ts";

export type NeutralRecord = Readonly<Record<string, unknown>>;

/** What stands in polku.yaml for one source `web` of the neutral format, overridden key by key. */
export const neutralSettings = (
  given: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  sources: [{ name: "web", connector: "polku/events", files: "data/web/*.ndjson" }],
  quarantine: { max_share: 1 },
  ...given,
});

/** A configuration with one source `web` of the neutral format, overridden key by key. */
export const neutralConfig = (given: Readonly<Record<string, unknown>> = {}): Config =>
  configSchema.parse(neutralSettings(given));

/** A page view at `time` of 2026, such as `01-31 10:00`; `given` overrides and adds keys. */
export const neutralRecord = (event_id: string, time: string, given: NeutralRecord = {}): NeutralRecord => ({
  event_id,
  channel: "web",
  event_type: "page_viewed",
  occurred_at: `2026-${time.replace(" ", "T")}${time.length === 11 ? ":00" : ""}Z`,
  ...given,
});

export const arrivalsOf = (records: readonly NeutralRecord[], source = "web"): Arrival[] =>
  records.map((record) => ({ source, line: JSON.stringify(record) }));
