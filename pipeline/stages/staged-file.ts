// Records that were read, mapped and screened into the in-memory catalog `staging`, and wait to be committed.

/** What a commit adds to the accounting for the records of one origin. */
export interface StagedContent {
  /** The file's path, with `#n` behind it from the file's second content on. */
  readonly origin: string;
  readonly bytesRead: number;
  readonly records: number;
  readonly quarantinedRecords: number;
  /** Faulty events of records that give several: received and quarantined. */
  readonly receivedFaulty: number;
  /** From this position of the batch on its records are this file's. */
  readonly firstPosition: number;
  /** What to take from a position of the batch to have the file's own. */
  readonly positionShift: number;
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

/** Records of one source that lie in the same staged tables: of one file, or of many small ones, end to end. */
export interface StagedBatch<Content extends StagedContent = StagedFile> {
  /** `staging.…`: events, with the columns of event-columns.ts; one with a `reason` is faulty and stays behind. */
  readonly eventsTable: string;
  /** `staging.…`: position, reason, detail, event_id, record, shape, is_record. */
  readonly faultsTable: string;
  /** In the order of their positions. */
  readonly files: readonly Content[];
}
