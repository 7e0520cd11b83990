// The published tables as the contract lists them, written down by hand: what a model gives must be no less.

/** How a column's values look in Parquet. */
export type ColumnType = "text" | "bigint" | "double" | "money" | "time" | "boolean";

export interface PublishedTable {
  readonly name: string;
  readonly grain: readonly string[];
  readonly columns: Readonly<Record<string, ColumnType>>;
}

const typed = (type: ColumnType, names: string): Record<string, ColumnType> =>
  Object.fromEntries(names.split(" ").map((name) => [name, type]));

const text = (names: string): Record<string, ColumnType> => typed("text", names);
const counts = (names: string): Record<string, ColumnType> => typed("bigint", names);
const doubles = (names: string): Record<string, ColumnType> => typed("double", names);
const times = (names: string): Record<string, ColumnType> => typed("time", names);
const flags = (names: string): Record<string, ColumnType> => typed("boolean", names);
const money = (names: string): Record<string, ColumnType> => typed("money", names);

export const publishedTables: readonly PublishedTable[] = [
  {
    name: "dim_profiles",
    grain: ["profile_id"],
    columns: {
      ...text("profile_id first_channel last_channel"),
      ...flags("is_known"),
      ...times("first_seen_at last_seen_at"),
      ...counts("identifiers person_identifiers touchpoints inbound_touchpoints sessions channels"),
    },
  },
  {
    name: "dim_profile_identifiers",
    grain: ["profile_id", "namespace", "value", "valid_from"],
    columns: {
      ...text("profile_id namespace value kind"),
      ...flags("is_anchor is_shared"),
      ...times("valid_from valid_to first_seen_at last_seen_at"),
      ...counts("events"),
    },
  },
  {
    name: "identity_links",
    grain: ["namespace_a", "value_a", "namespace_b", "value_b"],
    columns: {
      ...text("namespace_a value_a namespace_b value_b first_source first_event_id"),
      ...times("first_seen_at last_seen_at"),
      ...counts("events"),
      ...flags("is_refused"),
    },
  },
  {
    name: "identity_refusals",
    grain: ["rule", "namespace_a", "value_a", "namespace_b", "value_b"],
    columns: text(
      "rule namespace_a value_a namespace_b value_b profile_id_a profile_id_b source event_id detail",
    ),
  },
  {
    name: "identity_history",
    grain: ["change_number"],
    columns: {
      ...counts("change_number"),
      ...text("cause profile_id other_profile_id source event_id run_id"),
    },
  },
  {
    name: "identity_health",
    grain: ["run_id", "measure", "namespace"],
    columns: { ...text("run_id measure namespace"), ...doubles("value threshold"), ...flags("is_alarm") },
  },
  {
    name: "fct_touchpoints",
    grain: ["source", "event_id"],
    columns: {
      ...text("profile_id source event_id channel event_type vendor_event step_label direction session_id"),
      ...text("item campaign currency matched_namespace"),
      ...counts("touchpoint_number"),
      ...times("occurred_at"),
      ...money("value"),
      ...flags("is_anonymous"),
    },
  },
  {
    name: "fct_sessions",
    grain: ["session_id"],
    columns: {
      ...text("session_id profile_id first_channel last_channel channel_path entry_item exit_item"),
      ...counts("session_number duration_seconds touchpoints channels"),
      ...times("started_at ended_at"),
      ...money("value"),
    },
  },
  {
    name: "fct_journeys",
    grain: ["journey_id"],
    columns: {
      ...text("journey_id journey_name profile_id outcome first_channel last_channel channel_path"),
      ...text("last_step_label"),
      ...counts("journey_number duration_seconds touchpoints steps sessions channels"),
      ...times("started_at ended_at"),
      ...money("value"),
    },
  },
  {
    name: "fct_journey_steps",
    grain: ["journey_id", "step_number"],
    columns: {
      ...text("journey_id journey_name profile_id step_label channel"),
      ...counts("step_number touchpoints seconds_from_previous"),
      ...times("first_at last_at"),
      ...flags("is_last_step is_goal"),
    },
  },
  {
    name: "fct_path_transitions",
    grain: ["journey_name", "from_label", "to_label"],
    columns: {
      ...text("journey_name from_label to_label"),
      ...counts("transitions journeys profiles"),
      ...doubles("mean_seconds median_seconds p90_seconds"),
    },
  },
  {
    name: "fct_paths",
    grain: ["journey_name", "path"],
    columns: {
      ...text("journey_name path"),
      ...counts("path_rank steps journeys converted dropped open"),
      ...doubles("share conversion_rate median_duration_seconds"),
    },
  },
  {
    name: "fct_drop_off_points",
    grain: ["journey_name", "step_label"],
    columns: {
      ...text("journey_name step_label"),
      ...counts("visits_reached journeys_reached profiles_reached drop_offs continued_elsewhere"),
      ...counts("continued_later came_back identity_lost gone open"),
      ...doubles("drop_off_rate"),
    },
  },
  {
    name: "fct_drop_offs",
    grain: ["journey_name", "step_label", "channel", "drop_off_kind", "next_channel"],
    columns: {
      ...text("journey_name step_label channel drop_off_kind next_channel"),
      ...counts("drop_offs journeys profiles"),
      ...doubles("median_seconds_until_next"),
    },
  },
  {
    name: "fct_funnel_steps",
    grain: ["funnel_name", "step_number"],
    columns: {
      ...text("funnel_name step_label"),
      ...counts("step_number profiles went_on dropped open"),
      ...doubles("conversion_from_previous conversion_from_first median_seconds_from_previous"),
    },
  },
  {
    name: "ingest_accounting",
    grain: ["run_id", "source", "origin"],
    columns: {
      ...text("run_id source origin"),
      ...counts("records mapped quarantined_records received stored duplicate superseded quarantined"),
      ...counts("erased unattributed future excluded bytes"),
    },
  },
  {
    name: "identity_attribution_modes",
    grain: ["mode"],
    columns: { ...text("mode"), ...counts("events events_changed journeys_changed profiles_changed") },
  },
  {
    name: "dim_households",
    grain: ["household_id"],
    columns: {
      ...text("household_id namespace value"),
      ...counts("profiles known_profiles"),
      ...times("first_seen_at last_seen_at"),
    },
  },
  {
    name: "dim_household_profiles",
    grain: ["household_id", "profile_id"],
    columns: {
      ...text("household_id profile_id"),
      ...counts("events"),
      ...times("first_seen_at last_seen_at"),
    },
  },
  {
    name: "fct_stitching_uplift",
    grain: ["analysis", "name", "key"],
    columns: { ...text("analysis name key"), ...counts("stitched unstitched difference") },
  },
  {
    name: "restatements",
    grain: ["snapshot_id", "table_name", "key", "column_name"],
    columns: text("snapshot_id table_name key column_name value_before value_after cause source event_id"),
  },
  {
    name: "quarantine",
    grain: ["source", "origin", "position"],
    columns: { ...text("source origin reason detail event_id run_id"), ...counts("position") },
  },
];
