import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { hasOwnKafka } from "../../../../broker/kafka-broker.ts";
import { useOwnBroker } from "../../../../broker/own-broker.ts";
import { Stored } from "../../../../broker/stored.ts";

// A member that joins as an input of ours does, and does nothing else until it is killed.
const member = `
  import { createHash } from "node:crypto";
  import { hostname } from "node:os";
  import { resolve } from "node:path";
  import kafkajs from "kafkajs";
  const { AssignerProtocol, Kafka, logLevel } = kafkajs;
  const [broker, topic] = process.argv.slice(1);
  const place = [hostname(), resolve("."), "shop", topic].join("\\n");
  const clientId = "polku-" + createHash("sha256").update(place).digest("hex").slice(0, 12);
  const assigner = ({ cluster }) => ({
    name: "polku-subscribed",
    version: 0,
    protocol: ({ topics }) => ({
      name: "polku-subscribed",
      metadata: AssignerProtocol.MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }),
    }),
    assign: async ({ members }) => members.map(({ memberId }) => ({
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({
        version: 0, assignment: { [topic]: [0] }, userData: Buffer.alloc(0),
      }),
    })),
  });
  const kafka = new Kafka({ clientId, brokers: [broker], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({
    groupId: "group-" + topic, partitionAssigners: [assigner], sessionTimeout: 300_000, rebalanceTimeout: 300_000,
  });
  consumer.on("consumer.group_join", () => console.log("joined"));
  await consumer.connect();
  await consumer.subscribe({ topics: [topic] });
  await consumer.run({ eachMessage: async () => {} });
`;

describe.skipIf(!hasOwnKafka)("a member that was killed", () => {
  const own = useOwnBroker();

  it("is sent away by the next life of the same input, before its session ends", async () => {
    const topic = await own.topics.make(1);
    await own.topics.put(topic, 0, ["{}", "{}"]);
    const args = ["--input-type=module", "-e", member, "--", own.broker.brokers[0], topic];
    const killed = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    await once(killed.stdout, "data");
    killed.kill("SIGKILL");
    await once(killed, "exit");
    const stored = new Stored();
    const input = own.inputs.make([topic]);
    await input.start([]);
    // Its session lasts five minutes.
    await stored.until(input, 2);
    expect(stored.records).toHaveLength(2);
  });
});
