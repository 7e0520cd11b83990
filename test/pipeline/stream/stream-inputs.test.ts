import { afterAll, expect, test } from "vitest";
import { PolkuError } from "../../../models/errors.ts";
import { startInputs } from "../../../pipeline/stream/stream-inputs.ts";
import { createLog } from "../../../pipeline/log.ts";
import { ListInput } from "./list-input.ts";

const ending = new AbortController();
afterAll(() => ending.abort());

const startOf = (inputs: readonly ListInput[]): Promise<void> =>
  startInputs(inputs, async () => await Promise.resolve([]), ending.signal, createLog({ level: "silent" }));

/** Begins, and is there once `ready` says so. */
class SlowInput extends ListInput {
  hasBegun = false;
  isThere = false;
  readonly #ready: () => Promise<void>;

  constructor(name: string, ready: () => Promise<void>) {
    super(name, "web", []);
    this.#ready = ready;
  }

  override async start(): Promise<void> {
    this.hasBegun = true;
    await this.#ready();
    this.isThere = true;
  }
}

const untilTrue = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await new Promise((done) => setImmediate(done));
};

test("no input waits for another one to be there", async () => {
  const first: SlowInput = new SlowInput("first", () => untilTrue(() => second.hasBegun));
  const second: SlowInput = new SlowInput("second", () => untilTrue(() => first.hasBegun));
  await startOf([first, second]);
  expect([first.isThere, second.isThere]).toEqual([true, true]);
});

test("an input that nothing answers is tried again while the others are read", async () => {
  let tries = 0;
  const silent = new SlowInput("silent", async () => {
    tries += 1;
    if (tries === 1)
      throw new PolkuError("input_unusable", {
        input: "silent",
        source: "web",
        problem: "no",
        remedy: "wait",
      });
    await Promise.resolve();
  });
  const other = new SlowInput("other", () => Promise.resolve());
  await startOf([silent, other]);
  expect([silent.isThere, other.isThere]).toEqual([false, true]);
  await untilTrue(() => silent.isThere);
});

test("an input that cannot go on ends the start, and no other is still starting then", async () => {
  const refused = new SlowInput("refused", () =>
    Promise.reject(
      new PolkuError("stream_refused", { stream: "refused", problem: "another topic", remedy: "" }),
    ),
  );
  const slow = new SlowInput("slow", () => new Promise((done) => setTimeout(done, 20)));
  await expect(startOf([refused, slow])).rejects.toThrow("another topic");
  expect(slow.isThere).toBe(true);
});
