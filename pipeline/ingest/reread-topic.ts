// Forgets how far a topic of Kafka is stored, so that it is read from its first record: for a topic that was made anew
// on purpose. What is stored of it already stays, and counts as duplicate when it comes again.
import { existsSync } from "node:fs";
import { PolkuError } from "../../models/errors.ts";
import { type LoadedConfig, loadConfig } from "../config.ts";
import { openUnshared, placesOf, storeFile } from "../workspace.ts";
import { explainingStorage } from "../workspace/storage-errors.ts";

export interface RereadOptions {
  /** The configuration file. */
  readonly config: string;
  readonly topic: string;
}

export interface RereadResult {
  readonly topic: string;
  readonly source: string;
  /** How many of its partitions were stored in part. */
  readonly partitions: number;
}

const sourceOf = ({ config }: LoadedConfig, topic: string): string => {
  const found = config.sources.find(({ inputs = [] }) =>
    inputs.some((input) => "kafka" in input && input.kafka.topics.includes(topic)),
  );
  if (found !== undefined) return found.name;
  throw new PolkuError("usage", { problem: `No source of the configuration reads the topic ${topic}.` });
};

/** The stream must not run: it knows by itself how far it is. Throws workspace_in_use where it does. */
export const rereadTopic = async ({ config, topic }: RereadOptions): Promise<RereadResult> => {
  const loaded = await loadConfig(config);
  const source = sourceOf(loaded, topic);
  if (!existsSync(storeFile(loaded.workspace))) return { topic, source, partitions: 0 };
  return explainingStorage(placesOf(loaded), async () => {
    const workspace = await openUnshared(loaded);
    try {
      const { writer } = workspace.warehouse;
      const forgotten = await writer.transaction(() =>
        writer.rows("delete from stream_offsets where starts_with(stream, $1) returning stream", [
          `kafka:${topic}/`,
        ]),
      );
      return { topic, source, partitions: forgotten.length };
    } finally {
      await workspace.close();
    }
  });
};
