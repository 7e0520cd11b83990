// The canonical event: the one shape that every mapping produces and everything behind it reads.

/**
 * Columns that a mapping's SELECT gives, by name, with the type each is cast to. All of them are optional
 * but `position`; a missing one is null. `occurred_at`, `sent_at`, `received_at`, `value` and `sequence` are
 * given as text as the vendor wrote them and are parsed in one place (pipeline/stages/map.ts).
 *
 * - position      the record's place: line, element or row, from 1
 * - positions     only for grouped mappings: the places of all records rolled into this event
 * - fault         a quarantine reason that only the mapping can see (`unknown_kind`); else null
 */
export const mappedColumns = {
  position: "bigint",
  positions: "bigint[]",
  fault: "varchar",
  event_id: "varchar",
  channel: "varchar",
  event_type: "varchar",
  vendor_event: "varchar",
  direction: "varchar",
  occurred_at: "varchar",
  sequence: "varchar",
  revision: "varchar",
  sent_at: "varchar",
  received_at: "varchar",
  identifiers: "struct(namespace varchar, value varchar, is_verified boolean)[]",
  identity_action: "varchar",
  item: "varchar",
  campaign: "varchar",
  value: "varchar",
  currency: "varchar",
  traits: "varchar",
  consent: "varchar",
  properties: "varchar",
} as const;

export type MappedColumn = keyof typeof mappedColumns;

/** An identifier as a record carries it, before normalisation. */
export interface ObservedIdentifier {
  readonly namespace: string;
  readonly value: string;
  readonly is_verified: boolean;
}

/** One canonical event as a plain object, as samples and tests state it. Times are ISO with Z. */
export interface CanonicalEvent {
  readonly event_id: string;
  readonly channel: string;
  readonly event_type: string;
  readonly vendor_event: string | null;
  readonly direction: "inbound" | "outbound";
  readonly occurred_at: string;
  readonly sequence: string;
  readonly revision: string | null;
  readonly identifiers: readonly ObservedIdentifier[];
  readonly identity_action: string;
  readonly item: string | null;
  readonly campaign: string | null;
  readonly value: string | null;
  readonly currency: string | null;
  readonly traits: unknown;
  readonly consent: unknown;
  readonly properties: unknown;
}
