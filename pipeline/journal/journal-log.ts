// What the journal is to others: where requests are made durable before they are acknowledged, and what is read from it.

/** Requests that were accepted. Positions count records from 1 on, never again from the start. */
export interface JournalSink {
  /**
   * Resolves, with the position of the first record, when all of them are on the disk; they are then read in order.
   * Rejects with disk_full or journal_failed, and then none of them counts as accepted.
   */
  append(source: string, records: readonly Buffer[]): Promise<bigint>;
  /** False while nothing can be made durable. */
  readonly isDurable: boolean;
}
