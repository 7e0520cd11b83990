// Faults of Kafka and of its reader while records come in four partitions, some of them twice.
import { existsSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasOwnKafka } from "../../broker/kafka-broker.ts";
import { OpenInputs } from "../../broker/open-inputs.ts";
import { useOwnBroker } from "../../broker/own-broker.ts";
import { compileCli } from "../../pipeline/cli-process.ts";
import { beginStream, endInPeace, type FaultWorld, openFaultWorld, personEvent } from "./fault-world.ts";
import { pause, type StreamProcess } from "./stream-process.ts";

const partitions = 4;

/** The process that streams, and what all of them logged. */
interface Life {
  running: StreamProcess;
  readonly logs: (() => string)[];
  kills: number;
}

/** A broker that is just coming or going answers nothing of use. */
const stubborn = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
  for (;;) {
    try {
      return await ask();
    } catch {
      await pause(300);
    }
  }
};

const halve = (folder: string): void => {
  const log = join(folder, "workspace/polku.duckdb.wal");
  if (existsSync(log)) truncateSync(log, statSync(log).size >> 1);
};

/** Nothing waits for longer than it takes until the ends of partitions are asked for again. */
const caughtUp = async (life: Life): Promise<void> => {
  let since = Date.now();
  while (Date.now() - since < 7000) {
    await pause(200);
    const text = await fetch(`${life.running.url}/metrics`).then(
      (response) => response.text(),
      () => "",
    );
    if (!/lag_records\{input="kafka [^"]*"\} 0\n/.test(text)) since = Date.now();
  }
};

describe.skipIf(!hasOwnKafka)("a stream of Kafka", () => {
  let world: FaultWorld;
  const own = useOwnBroker(300_000);
  beforeAll(async () => {
    compileCli();
    world = await openFaultWorld(Array.from({ length: 2000 }, (_, number) => personEvent(number)));
  }, 300_000);
  afterAll(async () => {
    world.remove();
  });

  const put = (topic: string, partition: number, records: readonly string[]): Promise<void> =>
    stubborn(() => own.topics.put(topic, partition, records));

  /** Slice by slice, every twentieth record once more into another partition; and so on while `isEnough` says no. */
  const feed = async (topic: string, isEnough: () => boolean): Promise<void> => {
    const size = 100;
    for (let from = 0; from < world.records.length || !isEnough(); from += size) {
      const begin = from % world.records.length;
      const slice = world.records.slice(begin, begin + size);
      for (let partition = 0; partition < partitions; partition += 1) {
        const again = slice.filter((_, index) => index % 20 === partition);
        await put(
          topic,
          partition,
          slice.filter((_, index) => index % partitions === partition),
        );
        await put(topic, (partition + 1) % partitions, again);
      }
      await pause(400);
    }
  };

  /** Streams a topic under a disturbance, and starts the process again whenever it was killed. */
  const survives = async (
    disturb: (topic: string, life: Life) => Promise<void>,
    faults: readonly string[] = [],
    afterKill: (folder: string) => void = () => undefined,
  ): Promise<void> => {
    const topic = await stubborn(() => own.topics.make(partitions));
    const folder = world.folder(
      `{ kafka: { brokers: ["${own.broker.brokers[0]}"], topics: ["${topic}"], group: "group-${topic}" } }`,
    );
    const running = await beginStream(folder, faults[0]);
    const life: Life = { running, logs: [running.log], kills: 0 };
    let isDone = false;
    const keepAlive = async (): Promise<void> => {
      for (;;) {
        const { signal } = await life.running.ended;
        if (isDone) return;
        expect(signal, life.running.log()).toBe("SIGKILL");
        life.kills += 1;
        afterKill(folder);
        life.running = await beginStream(folder, faults[life.kills]);
        life.logs.push(life.running.log);
      }
    };
    const isKilled = (): boolean => life.kills >= faults.length;
    const all = Promise.all([feed(topic, isKilled), disturb(topic, life)]).then(() => caughtUp(life));
    await Promise.race([all, keepAlive()]);
    isDone = true;
    await endInPeace(life.running);
    const ends = [...(await stubborn(() => own.topics.ends(topic)))].toSorted(
      ([one], [other]) => one - other,
    );
    const kafka = Object.fromEntries(
      ends.map(([partition, end]) => [`kafka:${topic}/${partition}`, Number(end)]),
    );
    await world.expectWhole(folder, { kafka, logs: life.logs.map((log) => log()) });
  };

  it.each([
    "stream-fetched",
    "stream-transaction",
    "stream-commit",
    "stream-committed",
    "stream-acknowledge",
  ])(
    "killed three times at %s stores each record once",
    (point) => survives(() => Promise.resolve(), [`${point}:2`, `${point}:1`, `${point}:3`]),
    300_000,
  );

  it("whose database lost half of its log reads again what is not in it any more", async () => {
    await survives(() => Promise.resolve(), ["stream-commit:6", "stream-committed:4"], halve);
  }, 300_000);

  it("whose broker is killed and started again, over and over, stores each record once", async () => {
    await survives(async () => {
      for (let times = 0; times < 3; times += 1) {
        await pause(2000);
        await own.broker.kill();
        await pause(1000);
        await own.broker.start();
      }
    });
  }, 300_000);

  it("whose group changes all the time stores each record once", async () => {
    await survives(async (topic) => {
      for (let times = 0; times < 6; times += 1) {
        const others = new OpenInputs(() => own.broker.brokers);
        await others.make([topic], { group: `group-${topic}` }).start([]);
        await pause(1500);
        await others.stop();
        await pause(500);
      }
    });
  }, 300_000);

  it("that was frozen for longer than its session stores each record once", async () => {
    await survives(async (topic, life) => {
      const others = new OpenInputs(() => own.broker.brokers);
      for (let times = 0; times < 2; times += 1) {
        await pause(2000);
        life.running.child.kill("SIGSTOP");
        // Somebody who takes over what nobody reads any more, and leaves again.
        const other = others.make([topic], { group: `group-${topic}` });
        await other.start([]);
        await pause(9000);
        if (times === 0) await other.stop();
        life.running.child.kill("SIGCONT");
      }
      await pause(2000);
      await others.stop();
    });
  }, 300_000);
});
