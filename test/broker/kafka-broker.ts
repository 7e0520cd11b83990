// A real Kafka of one node, from its published jars, without Docker; or the one that KAFKA_BROKERS names.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, hasJava, jarsOf } from "./maven.ts";
import { JavaProcess } from "./java-process.ts";

const version = "4.1.1";
const here = "127.0.0.1";

const named = (process.env["KAFKA_BROKERS"] ?? "").split(",").filter((broker) => broker !== "");

/** Whether a broker of our own can be started, killed and made anew. */
export const hasOwnKafka = hasJava();

export const hasKafka = hasOwnKafka || named.length > 0;

export interface KafkaBroker {
  readonly brokers: [string, ...string[]];
  /** By another listener. */
  at(listener: string): [string];
  /** After `stop` or `kill`: on the same data and port. */
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** While it is stopped: what stood in the partition is forgotten, its next record is put at this position. */
  beginAt(topic: string, partition: number, position: bigint): void;
  /** It answers nothing until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** Another way in: what it speaks, and its lines of server.properties behind `listener.name.<name>.`. */
export interface Listener {
  readonly protocol: "SASL_PLAINTEXT" | "SSL";
  readonly properties: readonly string[];
}

export interface BrokerOptions {
  readonly listeners?: Readonly<Record<string, Listener>>;
  /** Who may come in by SCRAM, as Kafka's tool is told. */
  readonly scram?: readonly string[];
}

interface Ports {
  readonly clients: number;
  readonly controller: number;
  readonly others: Readonly<Record<string, number>>;
}

const properties = (folder: string, ports: Ports, { listeners = {} }: BrokerOptions): string => {
  const open = [
    `CLIENTS://127.0.0.1:${ports.clients}`,
    ...Object.entries(ports.others).map(([name, port]) => `${name}://localhost:${port}`),
  ];
  const protocols = Object.entries(listeners).map(([name, { protocol }]) => `,${name}:${protocol}`);
  const lines = Object.entries(listeners).flatMap(([name, listener]) =>
    listener.properties.map((line) => `listener.name.${name.toLowerCase()}.${line}`),
  );
  return [
    "process.roles=broker,controller",
    "node.id=1",
    `controller.quorum.voters=1@${here}:${ports.controller}`,
    `listeners=${open.join()},CONTROLLER://127.0.0.1:${ports.controller}`,
    `advertised.listeners=${open.join()}`,
    `listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT${protocols.join("")}`,
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
    ...lines,
  ].join("\n");
};

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
  const others: Record<string, number> = {};
  for (const name of Object.keys(options.listeners ?? {})) others[name] = await freePort();
  writeFileSync(file, properties(folder, { clients: port, controller: await freePort(), others }, options));
  const scram = (options.scram ?? []).flatMap((entry) => ["--add-scram", entry]);
  const java = ["-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];
  const classes = ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", join(jars, "*")];
  const formatted = spawnSync(
    "java",
    [...java, ...classes, "kafka.tools.StorageTool", "format", "-t", clusterId(), "-c", file, ...scram],
    { encoding: "utf8" },
  );
  if (formatted.status !== 0) throw new Error(`${formatted.stdout}${formatted.stderr}`);
  const broker = new JavaProcess(join(folder, "log"));
  const start = (): Promise<void> =>
    broker.start([...java, ...classes, "kafka.Kafka", file], () => answers(port));
  await start();
  return {
    brokers: [`127.0.0.1:${port}`],
    at: (listener) => [`localhost:${others[listener]}`],
    start,
    stop: () => broker.end("SIGTERM"),
    kill: () => broker.end("SIGKILL"),
    beginAt: (topic, partition, position) => {
      const log = join(folder, "data", `${topic}-${partition}`);
      for (const entry of readdirSync(log)) {
        if (entry !== "partition.metadata") rmSync(join(log, entry));
      }
      writeFileSync(join(log, `${String(position).padStart(20, "0")}.log`), "");
    },
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
