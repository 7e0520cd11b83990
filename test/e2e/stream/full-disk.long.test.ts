// A disk that fills under a stream: under its journal, its store or its snapshots. Nothing is acknowledged that is not
// durable, and when there is room again it goes on by itself.
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import { compileCli } from "../../pipeline/cli-process.ts";
import { SmallDisk } from "../small-disk.ts";
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
import { drained, pause, sendAll, type StreamProcess } from "./stream-process.ts";

const disk = SmallDisk.create(60);

const needed = (context: TestContext): SmallDisk => {
  if (disk === undefined) return context.skip("mounting a small disk is not permitted here");
  return disk;
};

let world: FaultWorld;
beforeAll(async () => {
  compileCli();
  world = await openFaultWorld(Array.from({ length: 1200 }, (_, number) => personEvent(number)));
}, 300_000);
afterAll(() => {
  disk?.remove();
  world?.remove();
});

type Part = "journal" | "store" | "snapshots" | "workspace";

/** A workspace of which one part lies on the small disk. */
const layOut = (folder: string, small: SmallDisk, part: Part): void => {
  const there = join(small.folder, part);
  mkdirSync(there);
  const workspace = join(folder, "workspace");
  if (part === "workspace") symlinkSync(there, workspace);
  else if (part === "store") {
    symlinkSync(there, workspace);
    for (const name of ["journal", "snapshots"]) {
      mkdirSync(join(folder, name));
      symlinkSync(join(folder, name), join(there, name));
    }
  } else {
    mkdirSync(workspace);
    symlinkSync(there, join(workspace, part));
  }
};

const readiness = async ({ url }: StreamProcess): Promise<string> => {
  const response = await fetch(`${url}/readyz`);
  return `${response.status} ${await response.text()}`;
};

const until = async (isTrue: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await isTrue())) await pause(100);
};

const answerTo = async ({ url }: StreamProcess, key: string, record: string): Promise<string> => {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" };
  const response = await fetch(`${url}/v1/events`, { method: "POST", headers, body: record });
  return `${response.status} ${await response.text()}`;
};

/** How a stream looks from outside while that part has no room. */
const isFull: Readonly<Record<Part, (running: StreamProcess, key: string) => Promise<boolean>>> = {
  journal: async (running, key) => {
    const answer = await answerTo(running, key, world.records[0] ?? "");
    return answer.startsWith("503 ") && (await readiness(running)).startsWith("503 ");
  },
  store: async (running, key) => {
    expect(await answerTo(running, key, world.records[0] ?? "")).toMatch(/^200 /);
    return (await readiness(running)).includes("disk_full");
  },
  snapshots: async (running) => /disk_full[^\n]*no snapshot this time/.test(running.log()),
  workspace: async (running, key) => {
    const answer = await answerTo(running, key, world.records[0] ?? "");
    return answer.startsWith("503 ") && (await readiness(running)).startsWith("503 ");
  },
};

describe("a disk that is full", () => {
  test.for(["journal", "store", "snapshots", "workspace"] as const)(
    "under the %s of a stream is told, and with more room the stream goes on by itself",
    { timeout: 300_000 },
    async (part, context) => {
      const small = needed(context);
      const folder = world.folder(httpInput);
      layOut(folder, small, part);
      const key = await keyOf(folder);
      const running = await beginStream(folder);
      const batches = inBatches(world.records, 20);
      await sendAll(running, key, batches.slice(0, 20), 20);
      await until(() => running.log().includes("snapshot published"));
      for (let times = 0; times < 2; times += 1) {
        small.fill();
        const sent = sendAll(running, key, batches.slice(20 + times * 20, 41 + times * 20), 20);
        await until(() => isFull[part](running, key));
        await pause(3000);
        const published = running.log().split("snapshot published").length;
        small.empty();
        await sent;
        await drained(running);
        await until(async () => (await readiness(running)).startsWith("200 "));
        await until(() => running.log().split("snapshot published").length > published);
      }
      await endInPeace(running);
      await world.expectWhole(folder, { logs: [running.log()] });
      rmSync(join(small.folder, part), { recursive: true });
    },
  );
});
