import { describe, expect, test } from "vitest";
import { Progress } from "../../../../pipeline/commands/terminal/progress.ts";
import type { Messages } from "../../../../pipeline/commands/terminal/terminal.ts";

/** A terminal that keeps what it was told, and a clock that is set by hand. */
const watched = (isLive: boolean, columns = 80) => {
  const parts: string[] = [];
  const messages: Messages = { write: (text) => void parts.push(text), isLive, columns };
  const clock = { seconds: 0 };
  return { parts, clock, progress: new Progress(messages, () => clock.seconds) };
};

const erase = "\r\u001B[2K";

describe("progress on a terminal", () => {
  test("draws one line again and again: amount, rate and time left", () => {
    const { parts, clock, progress } = watched(true);
    progress.begin("land", "records");
    clock.seconds = 2;
    progress.advance(1_000_000, 4_000_000);
    progress.stop();
    expect(parts).toEqual([
      `${erase}land       `,
      `${erase}land         1,000,000 of 4,000,000 records  500,000 records/s  6.0 s left`,
      erase,
    ]);
  });

  test("draws no more often than ten times a second", () => {
    const { parts, clock, progress } = watched(true);
    progress.begin("land", "bytes");
    for (let step = 0; step < 100; step += 1) {
      clock.seconds += 0.01;
      progress.advance(step * 1_000_000);
    }
    progress.stop();
    expect(parts.length).toBeLessThan(14);
  });

  test("never draws a line longer than the terminal is wide", () => {
    const { parts, clock, progress } = watched(true, 20);
    progress.begin("publish", "tables");
    clock.seconds = 5;
    progress.advance(3, 15);
    progress.stop();
    expect(Math.max(...parts.map((part) => part.replace(erase, "").length))).toBeLessThan(20);
  });

  test("leaves a whole line for each stage that ended", () => {
    const { parts, clock, progress } = watched(true);
    progress.begin("resolve", "rows");
    clock.seconds = 75;
    progress.end(12_345);
    expect(parts.slice(-2)).toEqual([erase, "resolve      12,345 rows  1 min 15 s\n"]);
  });

  test("goes back to the outer stage when an inner one ends", () => {
    const { parts, progress } = watched(true);
    progress.begin("land", "records");
    progress.begin("deduplicate", "records");
    progress.end(5);
    expect(parts.at(-1)).toContain("land");
    progress.stop();
  });
});

describe("progress elsewhere", () => {
  test("writes plain lines: one for each stage that ended, and one every ten seconds", () => {
    const { parts, clock, progress } = watched(false);
    progress.begin("land", "bytes");
    clock.seconds = 4;
    progress.advance(10_000_000, 100_000_000);
    clock.seconds = 11;
    progress.advance(50_000_000, 100_000_000);
    clock.seconds = 21.5;
    progress.end(1000);
    expect(parts).toEqual([
      "land         50.0 MB of 100 MB  4.5 MB/s  11 s left\n",
      "land         1,000 rows  22 s\n",
    ]);
    expect(parts.join("")).not.toContain("\u001B");
  });
});
