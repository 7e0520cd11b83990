// What a person should know of a run that nothing failed in: a sentence or two each, what was found and what to do.

/** A snapshot that was not whole any more was published again. */
export const republishedText = (snapshotId: string, fault: string): string =>
  `the snapshot ${snapshotId} was not whole: ${fault}. A new one was published from the tables of the store; ` +
  "no source was read again.";
