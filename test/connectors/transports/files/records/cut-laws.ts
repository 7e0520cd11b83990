// What a cutter makes of a file, flattened to its places, so that two ways of cutting it can be compared.
import fc from "fast-check";
import type {
  ReadSizes,
  RecordBlock,
} from "../../../../../connectors/transports/files/records/record-block.ts";

/** The file in chunks of a size, as a stream gives it. */
export async function* inChunks(bytes: Buffer, chunkBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

/** A few of everything that decides where a record ends. */
export const hostileText = (alphabet: readonly string[]): fc.Arbitrary<Buffer> =>
  fc
    .array(fc.constantFrom(...alphabet.map((text) => Buffer.from(text, "latin1"))), { maxLength: 60 })
    .map((parts) => Buffer.concat(parts));

export const smallSizes: fc.Arbitrary<ReadSizes> = fc.record({
  chunkBytes: fc.integer({ min: 1, max: 20 }),
  blockBytes: fc.integer({ min: 1, max: 40 }),
  keptBytes: fc.constant(60),
});

export const wholeSizes: ReadSizes = { chunkBytes: 1 << 16, blockBytes: 60, keptBytes: 60 };

export interface Flattened {
  /** `position text` of every place that holds a record, `position reason detail bytes` of every fault. */
  readonly places: readonly string[];
  readonly records: number;
  /** Why the file is unreadable, if it is. */
  readonly failure: string | null;
}

/** Fields come joined by `|`. Throws where a block says something that cannot be. */
export const flatten = async (blocks: AsyncIterable<RecordBlock>): Promise<Flattened> => {
  const places: string[] = [];
  let records = 0;
  let next = 1;
  try {
    for await (const block of blocks) {
      if (block.firstPosition !== next)
        throw new RangeError(`a block begins at ${block.firstPosition}, not ${next}`);
      next += block.places;
      records += block.records;
      const texts = block.text.toString("latin1").split(block.separator);
      const found = texts.flatMap((text, index) =>
        text === "" ? [] : [{ position: block.firstPosition + index, said: fieldsOf(text, block) }],
      );
      const faults = block.faults.map(({ position, reason, detail, bytes }) => ({
        position,
        said: `${reason} ${detail} ${bytes.toString("latin1")}`,
      }));
      const all = [...found, ...faults].toSorted((left, right) => left.position - right.position);
      if (all.length !== block.records)
        throw new RangeError(`${block.records} records, ${all.length} places`);
      places.push(...all.map(({ position, said }) => `${position} ${said}`));
    }
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "UnreadableFile") throw error;
    return { places: [], records: 1, failure: error.message };
  }
  return { places, records, failure: null };
};

const fieldsOf = (text: string, { fieldSeparator }: RecordBlock): string =>
  fieldSeparator === undefined ? text.replace(/\r$/, "") : text.split(fieldSeparator).join("|");
