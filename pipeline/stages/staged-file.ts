// Records that were read, mapped and screened into the in-memory catalog `staging`, and wait to be committed.

/** Staged records of one origin, and what the commit adds to the accounting for them. */
export interface StagedContent {
  /** The file's path, with `#n` behind it from the file's second content on. */
  readonly origin: string;
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

/** A file that was read. */
export interface StagedFile extends StagedContent {
  /** As it is shown: relative to the configuration's folder. */
  readonly path: string;
  /** The file as it stands now. */
  readonly sizeBytes: number;
  readonly modifiedNs: bigint;
  readonly sha256: string;
  readonly endsWithNewline: boolean;
  readonly isUnreadable: boolean;
  /** Positions given so far, over this and earlier contents of a file that only grew. */
  readonly recordsThrough: number;
}
