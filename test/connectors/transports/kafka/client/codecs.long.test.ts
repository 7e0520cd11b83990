import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hasOwnKafka } from "../../../../broker/kafka-broker.ts";
import { useOwnBroker } from "../../../../broker/own-broker.ts";
import { Stored } from "../../../../broker/stored.ts";

describe.skipIf(!hasOwnKafka)("batches that a real broker has compressed", () => {
  const own = useOwnBroker();

  it.each(["gzip", "snappy", "lz4", "zstd", "uncompressed"])("are read from a topic of %s", async (codec) => {
    // The broker compresses what comes by the libraries that Java's clients use.
    const topic = await own.topics.make(1, `codec-${codec}`, { "compression.type": codec });
    const values = [
      ...Array.from({ length: 3000 }, (_, index) =>
        JSON.stringify({ index, text: "the same again ".repeat(index % 20) }),
      ),
      ...Array.from({ length: 30 }, () => JSON.stringify({ text: randomBytes(4000).toString("base64") })),
      JSON.stringify({ text: "a".repeat(700_000) }),
    ];
    for (let from = 0; from < values.length; from += 100)
      await own.topics.put(topic, 0, values.slice(from, from + 100));
    const stored = new Stored();
    const input = own.inputs.make([topic]);
    await input.start([]);
    await stored.until(input, values.length);
    expect(stored.records.map(([place]) => place)).toEqual(
      values.map((_, index) => `kafka:${topic}/0 ${index}`),
    );
    expect(stored.records.map(([, record]) => record)).toEqual(values);
  });
});
