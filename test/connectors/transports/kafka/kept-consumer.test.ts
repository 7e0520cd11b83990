import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type {
  ConsumerEvents,
  GroupConsumer,
} from "../../../../connectors/transports/kafka/client/consumer.ts";
import { KeptConsumer } from "../../../../connectors/transports/kafka/kept-consumer.ts";

const nothing = (): void => undefined;

const listener: ConsumerEvents = {
  assigned: nothing,
  fetched: () => Promise.resolve(true),
  passed: nothing,
  alive: nothing,
  disturbed: nothing,
  failed: nothing,
};

const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A member at the wire: it does nothing, and counts how often it was stopped. */
class Member implements GroupConsumer {
  stops = 0;
  seek = nothing;
  pause = nothing;
  resume = nothing;
  commit = (): Promise<void> => Promise.resolve();
  stop = (): Promise<void> => {
    this.stops += 1;
    return Promise.resolve();
  };
}

const untilTrue = async (isDone: () => boolean): Promise<void> => {
  for (let count = 0; count < 500 && !isDone(); count += 1) await sleep(10);
  expect(isDone()).toBe(true);
};

describe("a consumer that is kept", () => {
  it("is replaced where joining failed, where it crashed, and where it was silent, and each is stopped once", async () => {
    const members: Member[] = [];
    const told: ConsumerEvents[] = [];
    let attempts = 0;
    const kept = new KeptConsumer(listener, {
      join: (events) => {
        attempts += 1;
        if (attempts === 1) return Promise.reject(new Error("no broker answers"));
        const member = new Member();
        members.push(member);
        told.push(events);
        events.assigned([], member);
        return Promise.resolve(member);
      },
      stallMilliseconds: 700,
      log,
    });
    kept.start();
    await untilTrue(() => members.length === 1);
    told[0]?.failed(new Error("crashed"));
    expect(kept.problem).toBe(null);
    await untilTrue(() => members.length === 2);
    // From then on nobody says that a broker answered.
    await untilTrue(() => members.length === 3);
    await kept.stop();
    expect(members.map(({ stops }) => stops)).toEqual([1, 1, 1]);
  });

  it("hears nothing more of a member that was replaced", async () => {
    const heard: string[] = [];
    const told: ConsumerEvents[] = [];
    const kept = new KeptConsumer(
      { ...listener, assigned: () => heard.push("assigned"), disturbed: () => heard.push("disturbed") },
      {
        join: (events) => {
          told.push(events);
          return Promise.resolve(new Member());
        },
        stallMilliseconds: 60_000,
        log,
      },
    );
    kept.start();
    await untilTrue(() => told.length === 1);
    told[0]?.failed(new Error("crashed"));
    await untilTrue(() => told.length === 2);
    told[0]?.assigned([], new Member());
    told[0]?.disturbed();
    expect(heard).toEqual([]);
    told[1]?.disturbed();
    expect(heard).toEqual(["disturbed"]);
    await kept.stop();
  });

  it("sends a member away that comes when all has ended", async () => {
    const late = new Member();
    let come = nothing;
    const kept = new KeptConsumer(listener, {
      join: () =>
        new Promise((resolve) => {
          come = () => resolve(late);
        }),
      stallMilliseconds: 60_000,
      log,
    });
    kept.start();
    await kept.stop();
    come();
    await untilTrue(() => late.stops === 1);
  });
});
