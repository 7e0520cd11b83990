// One record of the demo's world as it will stand in a file, and what will become of it.
import type { QuarantineReason } from "../../../models/verdict.ts";

export const sourceNames = ["shop-web", "newsletter", "care", "tills"] as const;
export type SourceName = (typeof sourceNames)[number];

/**
 * What becomes of an event: it is stored; it is the same again; a newer revision displaced it (which of them
 * arrives first does not matter); another event has its id and revision but other content.
 */
export type Fate = "stored" | "duplicate" | "superseded" | "conflicting";

/** An event that a record becomes. `person` is null where nobody could know who it was. */
export interface PlantedEvent {
  readonly eventId: string;
  readonly person: string | null;
  readonly fate: Fate;
  /** Its time lies behind the end of the data. */
  readonly isFuture?: boolean;
  /** It carries no identifier that could name anybody. */
  readonly isUnattributed?: boolean;
}

export interface WorldRecord {
  readonly source: SourceName;
  /** Path under the demo's data folder, without `.gz`. */
  readonly file: string;
  /** Records of a file stand in order of this time. */
  readonly at: number;
  /** One line; several only for a receipt, whose rows are one event. */
  readonly lines: readonly string[];
  /** Why the record is quarantined; it then gives no event. */
  readonly brokenAs: QuarantineReason | null;
  readonly events: readonly PlantedEvent[];
}
