import { EventEmitter, once } from "node:events";
import { setImmediate as nextTick } from "node:timers/promises";
import { expect, test } from "vitest";
import { Turns } from "../../../../pipeline/workspace/kept-workspace/turns.ts";

test("those who ask are served one after the other, in the order in which they asked", async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const work = async (name: string): Promise<void> => {
    seen.push(`${name} begins`);
    await nextTick();
    seen.push(`${name} ends`);
  };
  const end = await turns.take();
  const all = ["a", "b", "c"].map((name) => turns.run(() => work(name)));
  await nextTick();
  expect(seen).toEqual([]);
  end();
  await Promise.all(all);
  expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

test("who has the turn does not wait for it, however deep it asks again", async () => {
  const turns = new Turns();
  const answer = await turns.run(() =>
    turns.run(async () => {
      const end = await turns.take();
      end();
      return turns.run(async () => "reached");
    }),
  );
  expect(answer).toBe("reached");
});

test("a turn ends with a failure too, and ending it twice ends nobody else's", async () => {
  const turns = new Turns();
  await expect(turns.run(() => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  const endFirst = await turns.take();
  endFirst();
  const endSecond = await turns.take();
  endFirst();
  let isServed = false;
  const third = turns.run(async () => {
    isServed = true;
  });
  await nextTick();
  expect(isServed).toBe(false);
  endSecond();
  await third;
});

test("what outlives the turn in which it began waits like anybody", async () => {
  const turns = new Turns();
  const signal = new EventEmitter();
  const mayGoOn = once(signal, "go on");
  let late: Promise<void> = Promise.resolve();
  let isServed = false;
  await turns.run(async () => {
    late = mayGoOn.then(() =>
      turns.run(async () => {
        isServed = true;
      }),
    );
  });
  const end = await turns.take();
  signal.emit("go on");
  await nextTick();
  expect(isServed).toBe(false);
  end();
  await late;
});
