import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RateLimit } from "../../../../pipeline/serve/access/rate.ts";

const second = 1_000_000_000n;

const limited = (eventsPerSecond: number) => {
  const clock = { now: 5n * second };
  return { clock, rate: new RateLimit(eventsPerSecond, () => clock.now) };
};

describe("a limit of 100 events a second", () => {
  test("lets a second's worth pass at once, and then what has been filled up", () => {
    const { clock, rate } = limited(100);
    expect(rate.take("a", 60)).toEqual({ isAllowed: true, retryAfterSeconds: 0 });
    expect(rate.take("a", 40).isAllowed).toBe(true);
    expect(rate.take("a", 1)).toEqual({ isAllowed: false, retryAfterSeconds: 1 });
    clock.now += second / 2n;
    expect(rate.take("a", 50).isAllowed).toBe(true);
    expect(rate.take("a", 1).isAllowed).toBe(false);
  });

  test("is one for each key", () => {
    const { rate } = limited(100);
    expect(rate.take("a", 100).isAllowed).toBe(true);
    expect(rate.take("b", 100).isAllowed).toBe(true);
  });

  test("lets a larger request pass when the bucket is full, and has it paid back", () => {
    const { clock, rate } = limited(100);
    expect(rate.take("a", 1000).isAllowed).toBe(true);
    expect(rate.take("a", 1)).toEqual({ isAllowed: false, retryAfterSeconds: 10 });
    clock.now += 9n * second;
    expect(rate.take("a", 1)).toEqual({ isAllowed: false, retryAfterSeconds: 1 });
    clock.now += second;
    expect(rate.take("a", 100).isAllowed).toBe(true);
  });

  test("never saves more than a second, and does not trust a clock that goes back", () => {
    const { clock, rate } = limited(100);
    expect(rate.take("a", 100).isAllowed).toBe(true);
    clock.now += 3600n * second;
    expect(rate.take("a", 100).isAllowed).toBe(true);
    expect(rate.take("a", 1).isAllowed).toBe(false);
  });

  test("remembers no more than ten thousand keys", () => {
    const { rate } = limited(100);
    for (let number = 0; number < 11_000; number += 1) rate.take(String(number), 1);
    expect(rate.size).toBe(10_000);
  });
});

test("whoever waits as told is let through, and the average is never above the limit", () => {
  const requests = fc.array(fc.record({ events: fc.integer({ min: 1, max: 500 }), wait: fc.nat(2_000) }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 200 }), (sent, limit) => {
      const { clock, rate } = limited(limit);
      const from = clock.now;
      let taken = 0;
      let largest = 0;
      for (const { events, wait } of sent) {
        clock.now += BigInt(wait) * 1_000_000n;
        const first = rate.take("a", events);
        if (!first.isAllowed) {
          clock.now += BigInt(first.retryAfterSeconds) * second;
          if (!rate.take("a", events).isAllowed) return false;
        }
        taken += events;
        largest = Math.max(largest, events);
      }
      const seconds = Number(clock.now - from) / 1e9;
      return taken <= limit * (seconds + 1) + largest + 1e-6;
    }),
  );
});
