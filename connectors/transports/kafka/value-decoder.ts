// What is made of the records that were fetched: their values as JSON text. Without a registry they are what they are.
import type { KafkaRecord } from "./consumer.ts";
import type { Waiting } from "./partition.ts";

export type ValueDecoder = (records: readonly KafkaRecord[]) => Waiting[] | Promise<Waiting[]>;

export const plainValues: ValueDecoder = (records) => {
  const at = Date.now();
  return records.map((source) => ({ position: BigInt(source.offset), record: source.value, source, at }));
};
