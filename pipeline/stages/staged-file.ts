// A file that was read, mapped and screened into the in-memory catalog `staging`, and waits to be committed.

export interface StagedFile {
  /** As it is shown: relative to the configuration's folder. */
  readonly path: string;
  /** The path, with `#n` behind it from the file's second content on. */
  readonly origin: string;
  /** The file as it stands now. */
  readonly sizeBytes: number;
  readonly modifiedNs: bigint;
  readonly sha256: string;
  readonly endsWithNewline: boolean;
  readonly isUnreadable: boolean;
  /** Positions given so far, over this and earlier contents of a file that only grew. */
  readonly recordsThrough: number;
  /** What was read this time. */
  readonly bytesRead: number;
  readonly records: number;
  readonly quarantinedRecords: number;
  /** Faulty events of records that give several: received and quarantined. */
  readonly receivedFaulty: number;
  /** `staging.…`: good events, with the columns of event-columns.ts. */
  readonly eventsTable: string;
  /** `staging.…`: position, reason, detail, event_id, record, shape, is_record. */
  readonly faultsTable: string;
}
