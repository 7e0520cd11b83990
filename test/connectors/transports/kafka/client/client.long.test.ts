import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasOwnKafka, type KafkaBroker, startKafka } from "../../../../broker/kafka-broker.ts";
import { OpenInputs } from "../../../../broker/open-inputs.ts";
import { Stored } from "../../../../broker/stored.ts";
import { Topics } from "../../../../broker/topics.ts";

const password = "only-for-tests";
const plain = "org.apache.kafka.common.security.plain.PlainLoginModule";
const scram = "org.apache.kafka.common.security.scram.ScramLoginModule";

const keytool = (folder: string, ...words: readonly string[]): void => {
  const store = [
    "-keystore",
    "broker.p12",
    "-storetype",
    "PKCS12",
    "-storepass",
    password,
    "-alias",
    "broker",
  ];
  const done = spawnSync("keytool", [...words, ...store], { cwd: folder, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${done.stdout}${done.stderr}`);
};

describe.skipIf(!hasOwnKafka)("a client of Kafka", () => {
  let folder: string;
  let broker: KafkaBroker;
  let topics: Topics;
  const inputs = new OpenInputs(() => broker.brokers);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "polku-client-"));
    const subject = ["-dname", "CN=broker", "-ext", "SAN=DNS:localhost,IP:127.0.0.1"];
    keytool(folder, "-genkeypair", "-keyalg", "RSA", "-validity", "30", "-keypass", password, ...subject);
    keytool(folder, "-exportcert", "-rfc", "-file", "ca.pem");
    writeFileSync(join(folder, "password"), `${password}\n`);
    writeFileSync(join(folder, "wrong"), "guessed-by-somebody\n");
    broker = await startKafka({
      scram: ["SCRAM-SHA-256", "SCRAM-SHA-512"].map((name) => `${name}=[name=reader,password=${password}]`),
      listeners: {
        SASL: {
          protocol: "SASL_PLAINTEXT",
          properties: [
            "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
            `plain.sasl.jaas.config=${plain} required user_reader="${password}";`,
            `scram-sha-256.sasl.jaas.config=${scram} required;`,
            `scram-sha-512.sasl.jaas.config=${scram} required;`,
          ],
        },
        TLS: {
          protocol: "SSL",
          properties: [
            `ssl.keystore.location=${join(folder, "broker.p12")}`,
            `ssl.keystore.password=${password}`,
            "ssl.keystore.type=PKCS12",
          ],
        },
      },
    });
    topics = await Topics.at(broker.brokers);
  });

  afterAll(async () => {
    await inputs.stop();
    await topics.close();
    await broker.remove();
    rmSync(folder, { recursive: true });
  });

  const filled = async (): Promise<string> => {
    const topic = await topics.make(2);
    for (const partition of [0, 1]) await topics.put(topic, partition, ["{}", "{}", "{}"]);
    return topic;
  };

  it.each(["plain", "scram-sha-256", "scram-sha-512"] as const)("comes in by SASL %s", async (mechanism) => {
    const topic = await filled();
    const sasl = { mechanism, username: "reader", password_file: "password" };
    const input = inputs.make([topic], { brokers: broker.at("SASL"), sasl }, { folder });
    await input.start([]);
    const stored = new Stored();
    await stored.until(input, 6);
    const wrong = inputs.make(
      [topic],
      { brokers: broker.at("SASL"), sasl: { ...sasl, password_file: "wrong" } },
      { folder, startSeconds: 1 },
    );
    await expect(wrong.start([])).rejects.toMatchObject({ code: "input_unusable" });
  });

  it("comes in by TLS, and trusts only who the configuration names", async () => {
    const topic = await filled();
    const input = inputs.make([topic], { brokers: broker.at("TLS"), tls: { ca_file: "ca.pem" } }, { folder });
    await input.start([]);
    const stored = new Stored();
    await stored.until(input, 6);
    const stranger = inputs.make(
      [topic],
      { brokers: broker.at("TLS"), tls: {} },
      { folder, startSeconds: 1 },
    );
    await expect(stranger.start([])).rejects.toMatchObject({ code: "input_unusable" });
  });

  it("says which file is missing, and tells nobody a password or a record", async () => {
    const topic = await filled();
    const sasl = { mechanism: "plain", username: "reader", password_file: "nowhere" } as const;
    const input = inputs.make([topic], { sasl }, { folder });
    await expect(input.start([])).rejects.toMatchObject({
      code: "input_unusable",
      message: expect.stringContaining("nowhere") as string,
    });
    expect(inputs.said.join("\n")).not.toContain(password);
    expect(inputs.said.join("\n")).not.toContain("guessed-by-somebody");
  });

  it("refuses another cluster with a topic of the same name", async () => {
    const topic = await filled();
    const stored = new Stored();
    const input = inputs.make([topic]);
    await input.start([]);
    await stored.until(input, 6);
    await input.stop();
    const other = await startKafka();
    const elsewhere = await Topics.at(other.brokers);
    try {
      await elsewhere.make(2, topic);
      for (const partition of [0, 1])
        await elsewhere.put(
          topic,
          partition,
          Array.from({ length: 10 }, () => "{}"),
        );
      const moved = inputs.make([topic], { brokers: other.brokers });
      await expect(moved.start(stored.offsets)).rejects.toMatchObject({ code: "stream_refused" });
    } finally {
      await elsewhere.close();
      await other.remove();
    }
  });
});
