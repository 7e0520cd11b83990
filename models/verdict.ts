// The closed list of reasons for which a record or an event is set aside, and nothing else.

/** `record`: the record is set aside whole. `event`: one event of a record that gives several. */
export const quarantineReasons = {
  file_unreadable: "the file cannot be read whole",
  invalid_utf8: "the record is not valid UTF-8",
  line_too_long: "the record is longer than limits.max_line_bytes",
  too_deep: "the record is nested deeper than limits.max_depth",
  not_json: "the record is not valid JSON",
  not_an_object: "the record is valid JSON but no object",
  mapping_failed: "the mapping fails on the record, however often it is tried",
  bad_row: "the row does not fit the file's header",
  unknown_kind: "the connector does not know this kind of record",
  missing_time: "the event has no time",
  bad_time: "the event's time cannot be understood",
  missing_event_id: "the event has no id",
  missing_channel: "the event has no channel",
  missing_type: "the event has no type",
  too_many_identifiers: "the event carries more identifiers than limits.max_identifiers_per_event",
  conflicting_duplicate: "another event with this id, the same revision and other content is stored",
} as const;

export type QuarantineReason = keyof typeof quarantineReasons;
