// Keeps a member in the group: where it failed, or no broker answered for too long, a new one takes its place.
// It gives up never; how it stands is asked of it.
import { setTimeout as sleep } from "node:timers/promises";
import type { ConsumerEvents, GroupConsumer } from "./client/consumer.ts";
import { type KafkaLog, messageOf } from "./kafka-log.ts";

const firstWait = 250;
const longestWait = 5000;
/** A member that hangs is left behind after so long. */
const stopMilliseconds = 5000;
const lookMilliseconds = 250;
/** How long joining may take beyond the time that brokers may be silent. */
const joinMilliseconds = 20_000;

export interface KeptConsumerSettings {
  /** Looks whether reading may begin, then joins; rejects where it is told to end before it has. */
  join(events: ConsumerEvents, ending: AbortSignal): Promise<GroupConsumer>;
  /** Longer than this without an answer of a broker, the member is replaced. */
  readonly stallMilliseconds: number;
  readonly log: KafkaLog;
}

const withinStopTime = async (stopping: Promise<void>): Promise<void> => {
  await Promise.race([stopping.catch(() => undefined), sleep(stopMilliseconds, undefined, { ref: false })]);
};

const nothing = (): void => undefined;

/** Null where it takes longer, or is told to end. */
const orTooLate = async <Result>(
  coming: Promise<Result>,
  milliseconds: number,
  ending: AbortSignal,
): Promise<Result | null> => {
  let giveUp: () => void = nothing;
  const late = new Promise<null>((resolve) => {
    giveUp = () => resolve(null);
  });
  const timer = setTimeout(giveUp, milliseconds);
  ending.addEventListener("abort", giveUp);
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
    ending.removeEventListener("abort", giveUp);
  }
};

export class KeptConsumer {
  /** Why nothing can be read now. */
  problem: string | null = "the group was not joined yet";
  readonly #settings: KeptConsumerSettings;
  readonly #events: ConsumerEvents;
  readonly #ending = new AbortController();
  #keeping: Promise<void> = Promise.resolve();
  #aliveAt = 0;
  #wait = firstWait;

  constructor(events: ConsumerEvents, settings: KeptConsumerSettings) {
    this.#events = events;
    this.#settings = settings;
  }

  start(): void {
    this.#keeping = this.#keep();
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await withinStopTime(this.#keeping);
  }

  async #keep(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      try {
        await this.#live();
      } catch (error) {
        if (this.#ending.signal.aborted) return;
        this.problem = messageOf(error);
        this.#settings.log.warn(`Kafka is not read, another attempt follows: ${this.problem}`);
        await this.#pause(this.#wait);
        this.#wait = Math.min(2 * this.#wait, longestWait);
      }
    }
  }

  /** The life of one member. Throws what it failed of; returns when all is ended. */
  async #live(): Promise<void> {
    let failure: Error | null = null;
    let isCurrent = true;
    const only =
      <Arguments extends unknown[]>(listener: (...told: Arguments) => void) =>
      (...told: Arguments): void => {
        if (isCurrent) listener(...told);
      };
    const events: ConsumerEvents = {
      assigned: only((partitions, consumer) =>
        this.#joined(() => this.#events.assigned(partitions, consumer)),
      ),
      fetched: async (batch) => isCurrent && (await this.#events.fetched(batch)) && isCurrent,
      passed: only((partition, first, last) => this.#events.passed(partition, first, last)),
      alive: only(() => this.#alive()),
      disturbed: only(() => this.#events.disturbed()),
      failed: only((error) => {
        failure = error;
        this.#events.failed(error);
      }),
    };
    this.#alive();
    let consumer: GroupConsumer | undefined;
    try {
      consumer = await this.#join(events);
      while (!this.#ending.signal.aborted) {
        if (failure !== null) throw failure as Error;
        this.#checkStall();
        await this.#pause(lookMilliseconds);
      }
    } finally {
      isCurrent = false;
      this.#events.failed(new Error("stopped"));
      if (consumer !== undefined) await withinStopTime(consumer.stop());
    }
  }

  /** A member that comes too late is sent away. */
  async #join(events: ConsumerEvents): Promise<GroupConsumer> {
    const { signal } = this.#ending;
    const joining = this.#settings.join(events, signal);
    const consumer = await orTooLate(joining, this.#settings.stallMilliseconds + joinMilliseconds, signal);
    if (consumer !== null) return consumer;
    joining.then(
      (member) => member.stop().catch(() => undefined),
      () => undefined,
    );
    throw new Error("the group could not be joined: no broker answers");
  }

  #joined(tell: () => void): void {
    this.problem = null;
    this.#wait = firstWait;
    tell();
  }

  #alive(): void {
    this.#aliveAt = performance.now();
    this.#events.alive();
  }

  #checkStall(): void {
    const silence = performance.now() - this.#aliveAt;
    if (silence > this.#settings.stallMilliseconds) {
      throw new Error(`no broker answered for ${Math.round(silence / 1000)} s`);
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.#ending.signal }).catch(() => undefined);
  }
}
