// A database's log that is damaged while a stream is down: cut, filled with zeros, or flipped. The journal and Kafka have
// everything that no verified checkpoint passed, so that a stream which opens again lacks nothing.
import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileCli, polku } from "../../pipeline/cli-process.ts";
import {
  beginStream,
  endInPeace,
  type FaultWorld,
  httpInput,
  inBatches,
  keyOf,
  openFaultWorld,
  personEvent,
} from "./fault-world.ts";
import { drained, pause, sendAll } from "./stream-process.ts";

let world: FaultWorld;
beforeAll(async () => {
  compileCli();
  world = await openFaultWorld(Array.from({ length: 1000 }, (_, number) => personEvent(number)));
}, 300_000);
afterAll(() => world?.remove());

const batches = (): string[][] => inBatches(world.records, 10);

type Damaging = (bytes: Buffer) => Buffer;

const flipped =
  (share: number): Damaging =>
  (bytes) => {
    const place = Math.floor(bytes.length * share);
    bytes[place] = (bytes[place] ?? 0) ^ 0x10;
    return bytes;
  };

const damages: Readonly<Record<string, Damaging>> = {
  "is gone": () => Buffer.alloc(0),
  "lost its second half": (bytes) => bytes.subarray(0, bytes.length >> 1),
  "lost its last byte": (bytes) => bytes.subarray(0, -1),
  "ends in zeros": (bytes) =>
    Buffer.concat([bytes.subarray(0, bytes.length >> 1), Buffer.alloc(bytes.length >> 1)]),
  "is followed by zeros": (bytes) => Buffer.concat([bytes, Buffer.alloc(4096)]),
  "has a flipped bit in its middle": flipped(0.5),
  "has a flipped bit in its first entries": flipped(0.05),
  "has a flipped bit at its end": flipped(0.999),
};

/** A stream that was killed while its database had a log, and everything sent so far was acknowledged. */
let killed: { folder: string; key: string; logs: string[] };
const logOf = (folder: string): string => join(folder, "workspace/polku.duckdb.wal");

/** No socket can be copied. */
const isNoSocket = (path: string): boolean => !path.endsWith(".sock");

describe("a stream that was killed, and whose database's log", () => {
  beforeAll(async () => {
    const folder = world.folder(httpInput, "publish: { every_seconds: 4 }\n");
    const key = await keyOf(folder);
    const running = await beginStream(folder);
    await sendAll(running, key, batches().slice(0, 60), 20);
    while (!running.log().includes("snapshot published")) await pause(50);
    // Behind that checkpoint.
    const published = (): number => running.log().split("snapshot published").length;
    const before = published();
    await sendAll(running, key, batches().slice(60, 90), 20);
    while (published() === before) await pause(20);
    await sendAll(running, key, batches().slice(90, 97), 0);
    await drained(running);
    running.child.kill("SIGKILL");
    await running.ended;
    killed = { folder, key, logs: [running.log()] };
    expect(statSync(logOf(folder)).size).toBeGreaterThan(2000);
  }, 300_000);

  test.each(Object.entries(damages))(
    "%s lacks nothing afterwards",
    async (name, damage) => {
      const folder = join(killed.folder, "..", `damaged-${Object.keys(damages).indexOf(name)}`);
      cpSync(killed.folder, folder, { recursive: true, verbatimSymlinks: true, filter: isNoSocket });
      const log = logOf(folder);
      writeFileSync(log, damage(readFileSync(log)));
      let running = await beginStream(folder);
      const logs = [...killed.logs, running.log()];
      if (running.url === "") {
        const { code } = await running.ended;
        expect(code, running.log()).toBe(1);
        const told = running.log();
        expect(told).toContain("polku doctor");
        const healed = await polku(folder, "doctor", "--heal", "log");
        expect(healed.code, healed.stderr).toBe(0);
        expect(existsSync(`${log}.damaged-1`)).toBe(true);
        logs.push(healed.stderr, healed.stdout.toString());
        running = await beginStream(folder);
      }
      await sendAll(running, killed.key, batches().slice(97), 0);
      await drained(running);
      await endInPeace(running);
      await world.expectWhole(folder, { logs: [...logs, running.log()] });
    },
    300_000,
  );
});
