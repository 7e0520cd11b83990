// How the files of a source are read, mapped and screened.
import type { Config, SourceConfig } from "../../../models/config.ts";
import type { ReadOptions } from "../../../connectors/transports/files/opened-file.ts";
import type { Mapping } from "../map/mapping.ts";
import type { ScreenSettings } from "../screen.ts";

export interface StagePlan {
  readonly source: SourceConfig;
  readonly mapping: Mapping;
  readonly limits: Config["limits"];
  /** Where a packed Parquet file is unpacked to for the time of reading it. */
  readonly temporaryFolder: string;
}

export const timezoneOf = ({ source }: StagePlan): string => source.timezone ?? "UTC";

export const screenSettings = (plan: StagePlan): ScreenSettings => ({
  timezone: timezoneOf(plan),
  channel: plan.source.channel,
  maxIdentifiers: plan.limits.max_identifiers_per_event,
});

/** What the transport has to know to read files of the source. */
export const fileLimits = ({ limits, mapping }: StagePlan): Pick<ReadOptions, "limits" | "prefersRows"> => ({
  limits,
  prefersRows: mapping.input === "rows",
});
