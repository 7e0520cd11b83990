// By what a partition is recognised: its cluster and the last record that was stored of it. A topic that was made anew
// has another record at that position, or none.
import { createHash } from "node:crypto";
import type { KafkaRecord } from "./client/consumer.ts";

export interface Mark {
  readonly cluster: string;
  readonly position: bigint;
  readonly digest: string;
}

const digestOf = ({ timestamp, key, value }: KafkaRecord): string => {
  const hash = createHash("sha256").update(timestamp);
  for (const part of [key, value]) {
    // Length first, so that no two pairs look alike; nothing is another thing than empty.
    hash.update(part === null ? "\n-" : `\n${part.length}:`).update(part ?? "");
  }
  return hash.digest("base64url").slice(0, 22);
};

export const markOf = (cluster: string, record: KafkaRecord): Mark => ({
  cluster,
  position: BigInt(record.offset),
  digest: digestOf(record),
});

export const isMarked = (mark: Mark, record: KafkaRecord): boolean =>
  mark.position === BigInt(record.offset) && mark.digest === digestOf(record);

export const writeMark = ({ cluster, position, digest }: Mark): string => `${position}/${digest}/${cluster}`;

/** Null where it is not one of ours. */
export const readMark = (text: string | null): Mark | null => {
  const [, position, digest, cluster] = /^(\d+)\/([\w-]{22})\/(.*)$/.exec(text ?? "") ?? [];
  if (position === undefined || digest === undefined || cluster === undefined) return null;
  return { position: BigInt(position), digest, cluster };
};
