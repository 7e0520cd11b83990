// A real Kafka of one node, from its published jars, without Docker; or the one that KAFKA_BROKERS names.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, hasJava, jarsOf } from "./maven.ts";
import { JavaProcess } from "./java-process.ts";

const version = "4.1.1";

const named = (process.env["KAFKA_BROKERS"] ?? "").split(",").filter((broker) => broker !== "");

/** Whether a broker of our own can be started, killed and made anew. */
export const hasOwnKafka = hasJava();

export const hasKafka = hasOwnKafka || named.length > 0;

export interface KafkaBroker {
  readonly brokers: [string, ...string[]];
  /** After `stop` or `kill`: on the same data and port. */
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** It answers nothing until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** Further lines of server.properties, and how the clients' listener speaks. */
export interface BrokerOptions {
  readonly protocol?: "PLAINTEXT" | "SASL_PLAINTEXT" | "SSL";
  readonly properties?: readonly string[];
}

const properties = (
  folder: string,
  port: number,
  controller: number,
  { protocol = "PLAINTEXT", properties: more = [] }: BrokerOptions,
): string =>
  [
    "process.roles=broker,controller",
    "node.id=1",
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=CLIENTS://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=CLIENTS://127.0.0.1:${port}`,
    `listener.security.protocol.map=CLIENTS:${protocol},CONTROLLER:PLAINTEXT`,
    "inter.broker.listener.name=CLIENTS",
    "controller.listener.names=CONTROLLER",
    `log.dirs=${join(folder, "data")}`,
    "offsets.topic.replication.factor=1",
    "offsets.topic.num.partitions=4",
    "transaction.state.log.replication.factor=1",
    "transaction.state.log.min.isr=1",
    "transaction.state.log.num.partitions=4",
    "group.initial.rebalance.delay.ms=0",
    "auto.create.topics.enable=false",
    "log.retention.check.interval.ms=1000",
    // So that a broker that was killed is taken back at once.
    "broker.heartbeat.interval.ms=200",
    "broker.session.timeout.ms=1500",
    ...more,
  ].join("\n");

const answers = async (port: number): Promise<boolean> =>
  await new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });

/** Names of clusters must not begin with a dash: the tool takes it for an option. */
const clusterId = (): string => `k${randomBytes(16).toString("base64url").slice(1, 21)}A`;

/** A broker of its own, started. */
export const startKafka = async (options: BrokerOptions = {}): Promise<KafkaBroker> => {
  const jars = jarsOf(`kafka-${version}`, [
    { group: "org.apache.kafka", artifact: "kafka_2.13", version },
    { group: "org.slf4j", artifact: "slf4j-simple", version: "1.7.36" },
  ]);
  const folder = mkdtempSync(join(tmpdir(), "polku-kafka-"));
  const file = join(folder, "server.properties");
  const port = await freePort();
  writeFileSync(file, properties(folder, port, await freePort(), options));
  const java = ["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
  const classes = ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", join(jars, "*")];
  const formatted = spawnSync(
    "java",
    [...java, ...classes, "kafka.tools.StorageTool", "format", "-t", clusterId(), "-c", file],
    { encoding: "utf8" },
  );
  if (formatted.status !== 0) throw new Error(`${formatted.stdout}${formatted.stderr}`);
  const broker = new JavaProcess(join(folder, "log"));
  const start = (): Promise<void> =>
    broker.start([...java, ...classes, "kafka.Kafka", file], () => answers(port));
  await start();
  return {
    brokers: [`127.0.0.1:${port}`],
    start,
    stop: () => broker.end("SIGTERM"),
    kill: () => broker.end("SIGKILL"),
    freeze: () => broker.signal("SIGSTOP"),
    thaw: () => broker.signal("SIGCONT"),
    remove: async () => {
      await broker.end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Any broker: one of our own, or else the one that is named, which nobody may stop. */
export const anyKafka = async (): Promise<Pick<KafkaBroker, "brokers" | "remove">> => {
  const [first, ...more] = named;
  if (hasOwnKafka || first === undefined) return await startKafka();
  return { brokers: [first, ...more], remove: () => Promise.resolve() };
};
