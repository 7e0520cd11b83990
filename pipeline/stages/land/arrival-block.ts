// Records that arrived in a stream as one block: those of several partitions behind each other, from position 1 on.
// Bytes alone decide here; what cannot be a record is set aside.
import type { Arrival } from "../../../connectors/transports/stream-input.ts";
import {
  boundsOf,
  checkedBlock,
  readSizes,
  type RecordBlock,
  type RecordFault,
  type RecordLimits,
} from "../../../connectors/transports/files/records/record-block.ts";
import type { StagedContent } from "../staged-file.ts";

/** A control character, which no valid JSON holds raw. */
const separator = 0x1e;
const separators = Buffer.alloc(1, separator);

/** Longer stretches without a record are not written out as empty places. */
const longestGap = 64n;

/** Records of one source and stream, with no long gap between their positions. */
interface Stretch {
  readonly origin: string;
  readonly first: bigint;
  readonly pieces: Buffer[];
  places: number;
  records: number;
  bytes: number;
  faults: RecordFault[];
}

export interface ArrivalBlock {
  readonly block: RecordBlock;
  /** One for each stretch, in the order of the block. */
  readonly contents: readonly StagedContent[];
}

const stretchesOf = (arrival: Arrival): Stretch[] => {
  const stretches: Stretch[] = [];
  let stretch: Stretch | undefined;
  arrival.records.forEach((record, index) => {
    const position = arrival.positions[index] ?? 0n;
    const gap = stretch === undefined ? 0n : position - stretch.first - BigInt(stretch.places);
    if (stretch === undefined || gap > longestGap) {
      stretch = {
        origin: arrival.origin,
        first: position,
        pieces: [],
        places: 0,
        records: 0,
        bytes: 0,
        faults: [],
      };
      stretches.push(stretch);
    } else {
      for (let left = gap; left > 0n; left -= 1n) place(stretch, Buffer.alloc(0));
    }
    add(stretch, record);
  });
  return stretches;
};

const place = (stretch: Stretch, text: Buffer): void => {
  stretch.pieces.push(text, separators);
  stretch.places += 1;
};

const isBlank = (record: Buffer): boolean => record.every((byte) => byte <= 0x20 && byte !== separator);

/** A record is counted also where it is empty: it came, and it is no JSON. */
const add = (stretch: Stretch, record: Buffer): void => {
  stretch.bytes += record.length;
  stretch.records += 1;
  const isBroken = record.includes(separator) || (record.length < 16 && isBlank(record));
  if (isBroken) {
    const detail = record.length === 0 ? "it is empty" : "it holds a control character, or nothing";
    stretch.faults.push({ position: stretch.places, reason: "not_json", detail, bytes: record });
  }
  place(stretch, isBroken ? Buffer.alloc(0) : record);
};

/** Lays arrivals of one source end to end. A record is any bytes: line ends inside of it are white space. */
export const arrivalBlock = (arrivals: readonly Arrival[], limits: RecordLimits): ArrivalBlock => {
  const stretches = arrivals.flatMap(stretchesOf);
  const pieces = stretches.flatMap((stretch) => stretch.pieces);
  const checked = checkedBlock(Buffer.concat(pieces), separator, 1, boundsOf(limits, readSizes), "json");
  const contents: StagedContent[] = [];
  const faults = [...checked.faults];
  let next = 1;
  for (const stretch of stretches) {
    for (const fault of stretch.faults) faults.push({ ...fault, position: fault.position + next });
    contents.push(contentOf(stretch, next));
    next += stretch.places;
  }
  const records = stretches.reduce((sum, stretch) => sum + stretch.records, 0);
  return { block: { ...checked, records, faults, places: next - 1 }, contents };
};

const contentOf = (stretch: Stretch, firstPosition: number): StagedContent => ({
  origin: stretch.origin,
  bytesRead: stretch.bytes,
  records: stretch.records,
  quarantinedRecords: 0,
  receivedFaulty: 0,
  firstPosition,
  positionShift: firstPosition - Number(stretch.first),
});
