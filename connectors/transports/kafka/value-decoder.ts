// What is made of the records that were fetched: their values as JSON text. Without a registry they are what they are;
// with one, values that begin as Confluent's serializers write them (a zero byte, the schema's id in four bytes) are
// decoded. What cannot be decoded stays the bytes it is, so that it is seen in quarantine.
import type { KafkaRecord } from "./client/consumer.ts";
import type { Waiting } from "./partition.ts";
import { Undecodable } from "./registry/avro-bytes.ts";
import type { Decode, SchemaRegistry } from "./registry/schema-registry.ts";

/** Rejects with RegistryUnreachable where it must be tried again. */
export type ValueDecoder = (records: readonly KafkaRecord[]) => Promise<Waiting[]>;

const headerBytes = 5;

const waitingOf =
  (value: (record: KafkaRecord) => Buffer | null) =>
  (records: readonly KafkaRecord[]): Waiting[] => {
    const at = Date.now();
    return records.map((source) => ({ position: BigInt(source.offset), record: value(source), source, at }));
  };

const asItIs = waitingOf(({ value }) => value);

export const plainValues: ValueDecoder = (records) => Promise.resolve(asItIs(records));

const schemaId = (value: Buffer | null): number | null =>
  value !== null && value.length >= headerBytes && value[0] === 0 ? value.readInt32BE(1) : null;

const decoded = (value: Buffer, decode: Decode): Buffer => {
  try {
    return decode(value.subarray(headerBytes));
  } catch (error) {
    if (error instanceof Undecodable || error instanceof RangeError) return value;
    throw error;
  }
};

export const registeredValues =
  (registry: SchemaRegistry): ValueDecoder =>
  async (records) => {
    const decoders = new Map<number, Decode>();
    for (const { value } of records) {
      const id = schemaId(value);
      if (id !== null && !decoders.has(id)) decoders.set(id, await registry.decoder(id));
    }
    return waitingOf(({ value }) => {
      const decode = decoders.get(schemaId(value) ?? -1);
      return value === null || decode === undefined ? value : decoded(value, decode);
    })(records);
  };
