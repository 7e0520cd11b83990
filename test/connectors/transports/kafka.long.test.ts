import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KafkaInput } from "../../../connectors/transports/kafka.ts";
import { hasOwnKafka } from "../../broker/kafka-broker.ts";
import { useOwnBroker } from "../../broker/own-broker.ts";
import { Stored } from "../../broker/stored.ts";

type Act = "put" | "store" | "fail" | "begin anew" | "guest comes" | "guest goes" | "wait";

const acts = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Act>("put") },
    { weight: 8, arbitrary: fc.constant<Act>("store") },
    { weight: 3, arbitrary: fc.constant<Act>("fail") },
    ...(["begin anew", "guest comes", "guest goes", "wait"] as const).map((act) => ({
      weight: 1,
      arbitrary: fc.constant<Act>(act),
    })),
  ),
  { minLength: 60, maxLength: 120 },
);

const partitions = [0, 1, 2];

describe.skipIf(!hasOwnKafka)("a Kafka input under any turn of events", () => {
  const own = useOwnBroker();

  it("hands over each record once and in order, whatever fails, begins anew, comes or goes", async () => {
    await fc.assert(
      fc.asyncProperty(acts, async (turns) => {
        const topic = await own.topics.make(partitions.length);
        const stored = new Stored();
        const made = (): KafkaInput =>
          own.inputs.make([topic], {}, { buffer: { records: 300, bytes: 1_000_000_000 } });
        let input = made();
        let guest: KafkaInput | undefined;
        let put = 0;
        await input.start([]);
        for (const turn of turns) {
          if (turn === "put") {
            const values = Array.from({ length: 100 }, (_, index) => String(put + index));
            for (const partition of partitions) await own.topics.put(topic, partition, values);
            put += 100;
          } else if (turn === "store") {
            await input.waiting(50);
            await stored.batch(input, 70);
          } else if (turn === "fail") {
            // Two batches were under way when one of them failed.
            input.take(40);
            await input.waiting(20);
            input.take(40);
            await input.rewind(stored.offsets);
          } else if (turn === "begin anew") {
            await input.stop();
            input = made();
            await input.start(stored.offsets);
          } else if (turn === "guest comes" && guest === undefined) {
            guest = own.inputs.make([topic], {}, { source: "guest" });
            await guest.start([]);
          } else if (turn === "guest goes") {
            await guest?.stop();
            guest = undefined;
          } else {
            await sleep(100);
          }
        }
        await guest?.stop();
        await stored.until(input, put * partitions.length);
        await input.stop();
        for (const partition of partitions) {
          const place = `kafka:${topic}/${partition} `;
          const records = stored.records.filter(([at]) => at.startsWith(place));
          expect(records).toEqual(
            Array.from({ length: put }, (_, index) => [`${place}${index}`, String(index)]),
          );
        }
        expect(stored.gaps).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });
});
