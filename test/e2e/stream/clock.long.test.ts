// The clock of the machine steps back and forth while a stream runs, as libfaketime has it see.
import { existsSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileCli } from "../../pipeline/cli-process.ts";
import {
  beginStream,
  endInPeace,
  httpInput,
  inBatches,
  keyOf,
  openFaultWorld,
  personEvent,
} from "./fault-world.ts";
import { drained, sendAll } from "./stream-process.ts";

/** Debian's package faketime; it has another folder on each architecture. */
const library = readdirSync("/usr/lib", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join("/usr/lib", name, "faketime/libfaketimeMT.so.1"))
  .find((path) => existsSync(path));

const near =
  (wanted: number) =>
  (found: number): boolean =>
    Math.abs(found - wanted) < 30_000;

beforeAll(() => compileCli(), 300_000);

describe.skipIf(library === undefined)("a clock that steps", () => {
  const good = Array.from({ length: 600 }, (_, number) => personEvent(number));
  const opened = openFaultWorld(good);
  afterAll(async () => (await opened).remove());

  it("an hour back, a day forth and back again, loses nothing and stores nothing twice", async () => {
    const world = await opened;
    const folder = world.folder(httpInput);
    const key = await keyOf(folder);
    const clock = join(folder, "clock");
    const step = (offset: string): void => {
      writeFileSync(`${clock}.new`, `${offset}\n`);
      renameSync(`${clock}.new`, clock);
    };
    step("+0");
    const running = await beginStream(folder, undefined, {
      LD_PRELOAD: library ?? "",
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: "1",
      // Steps are of the wall clock: intervals go on, as they do on a real machine.
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    });
    const seen = async (): Promise<number> =>
      Date.parse((await fetch(`${running.url}/healthz`)).headers.get("date") ?? "") - Date.now();
    const steps = ["+0", "-3600", "+86400", "-600", "+0"];
    for (const [index, part] of inBatches(world.records, 121).entries()) {
      const offset = steps[index] ?? "+0";
      step(offset);
      await sendAll(running, key, inBatches(part, 10), 20);
      // Each answer carries the date that the process sees; it is made anew once a second.
      await expect.poll(seen, { timeout: 10_000 }).toSatisfy(near(1000 * Number(offset)));
    }
    await drained(running);
    await endInPeace(running);
    await world.expectWhole(folder, { logs: [running.log()] });
  }, 300_000);
});
