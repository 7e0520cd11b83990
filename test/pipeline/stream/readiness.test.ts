import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { StreamHealth } from "../../../pipeline/stream/readiness.ts";
import { ListInput } from "./list-input.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance", "setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
});

class Moody extends ListInput {
  isReading = true;

  override state(): ReturnType<ListInput["state"]> {
    return { ...super.state(), isReading: this.isReading, problem: "no broker" };
  }
}

const watched = (): { readonly input: Moody; readonly health: StreamHealth } => {
  const input = new Moody("kafka shop", "shop", []);
  return { input, health: new StreamHealth([input], 20, () => performance.now()) };
};

it("silence counts from its beginning, also where nobody asked until now", () => {
  const { input, health } = watched();
  const { stop } = health.watch();
  input.isReading = false;
  vi.advanceTimersByTime(15_000);
  expect(health.status().isReady).toBe(true);
  vi.advanceTimersByTime(15_000);
  stop();
  expect(health.status()).toEqual({
    isReady: false,
    reasons: ["the input kafka shop does not read: no broker"],
  });
});

it("two short silences are not one long one, also where nobody asked between them", () => {
  const { input, health } = watched();
  const { stop } = health.watch();
  for (const isReading of [false, true, false]) {
    expect(health.status().isReady).toBe(true);
    input.isReading = isReading;
    if (isReading) vi.advanceTimersByTime(600_000);
    else vi.advanceTimersByTime(15_000);
  }
  stop();
  expect(health.status().isReady).toBe(true);
});
