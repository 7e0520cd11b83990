// Cuts single records out of a block, so that the few faulty ones need not be looked for by parsing all of it again.
import type { RecordBlock } from "../../../../connectors/transports/files/records/record-block.ts";

/** A block of the places at these positions alone, ascending, numbered from 1. */
export const chosenRecords = (block: RecordBlock, positions: readonly number[]): RecordBlock => {
  const separator = Buffer.from(block.separator);
  const pieces: Buffer[] = [];
  let place = block.firstPosition;
  let start = 0;
  for (const position of positions) {
    for (; place < position && start <= block.text.length; place += 1) {
      const end = block.text.indexOf(separator, start);
      start = end < 0 ? block.text.length + 1 : end + separator.length;
    }
    const end = block.text.indexOf(separator, start);
    pieces.push(block.text.subarray(start, end < 0 ? block.text.length : end), separator);
  }
  const records = positions.length;
  return { ...block, text: Buffer.concat(pieces), firstPosition: 1, places: records, records, faults: [] };
};
