import { afterEach, expect, test, vi } from "vitest";
import { PolkuError } from "../../../../models/errors.ts";
import { keepFresh } from "../../../../pipeline/serve/access/keep-fresh.ts";

afterEach(() => {
  vi.useRealTimers();
});

const unusable = (problem: string): PolkuError =>
  new PolkuError("keys_unusable", { file: "k", problem, remedy: "" });

test("files are looked at again and again, and a problem is told once until it is another", async () => {
  vi.useFakeTimers();
  const outcomes: readonly (boolean | PolkuError)[] = [
    false,
    unusable("first"),
    unusable("first"),
    unusable("second"),
    true,
    unusable("first"),
  ];
  let looks = 0;
  const reload = (): Promise<boolean> => {
    const outcome = outcomes[looks] ?? false;
    looks += 1;
    return outcome instanceof PolkuError ? Promise.reject(outcome) : Promise.resolve(outcome);
  };
  const told: string[] = [];
  const stop = keepFresh([{ reload }], (error) => told.push(String(error.details["problem"])));
  await vi.advanceTimersByTimeAsync(6_500);
  expect(looks).toBe(6);
  expect(told).toEqual(["first", "second", "first"]);
  stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(looks).toBe(6);
});

test("a look that takes long is waited for", async () => {
  vi.useFakeTimers();
  let running = 0;
  let most = 0;
  const reload = async (): Promise<boolean> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((done) => setTimeout(done, 3_500));
    running -= 1;
    return false;
  };
  const stop = keepFresh([{ reload }], () => undefined);
  await vi.advanceTimersByTimeAsync(20_000);
  stop();
  expect(most).toBe(1);
});
