// What is measured of a running stream, phase by phase. Each waits until everything that was acknowledged is stored.
import { setTimeout as sleep } from "node:timers/promises";
import { type Freshness, measureFreshness } from "./freshness.ts";
import type { HttpLoaded } from "./http-load.ts";
import type { KafkaTopic } from "./kafka-topic.ts";
import type { Keys, Project } from "./project.ts";
import { startLoad } from "./start-load.ts";
import { StreamProcess } from "./stream-process.ts";

/** More than any machine of two cores takes: a phase ends by its time and not by its file. */
const mostEventsPerSecond = { batches: 60_000, singles: 8_000, kafka: 40_000 };

const longestBatchMilliseconds = 60_000;

export interface Collected extends HttpLoaded {
  readonly eventsPerSecond: number;
  readonly requestsPerSecond: number;
  /** Until all of it was stored and resolved. */
  readonly storedPerSecond: number;
  /** Of the stream, until then. */
  readonly streamCpuSeconds: number;
  /** What was acknowledged and not stored half a minute after the last batch; must be 0. */
  readonly notStored: number;
}

export interface KafkaPace {
  readonly events: number;
  readonly eventsPerSecond: number;
}

export class Phases {
  readonly #project: Project;
  readonly #keys: Keys;
  readonly #seconds: number;

  constructor(project: Project, keys: Keys, seconds: number) {
    this.#project = project;
    this.#keys = keys;
    this.#seconds = seconds;
  }

  batches(stream: StreamProcess): Promise<Collected> {
    return this.#collect(stream, "batches", { connections: 8, batch: 100 });
  }

  singles(stream: StreamProcess): Promise<Collected> {
    return this.#collect(stream, "singles", { connections: 64, batch: 1 });
  }

  /** With so many events a second of others beside. */
  async freshness(stream: StreamProcess, rate: number): Promise<Freshness & { readonly rate: number }> {
    const file = await this.#project.traffic("fresh", (this.#seconds + 5) * rate, 3000);
    const { url } = stream;
    const load = startLoad({
      url,
      key: this.#keys.write,
      file,
      seconds: this.#seconds + 3,
      connections: 8,
      batch: 100,
      rate,
    });
    await sleep(2000);
    const found = await measureFreshness(url, this.#keys, this.#seconds);
    const { events, seconds } = await load;
    await stream.quiet();
    return { ...found, rate: events / seconds };
  }

  /** Killed in the middle of a load; gives how long the next one takes until it serves. */
  async killed(stream: StreamProcess): Promise<StreamProcess> {
    const file = await this.#project.traffic("killed", 20_000 * 5, 4000);
    const load = startLoad({
      ...this.#target(stream, file),
      seconds: 5,
      connections: 8,
      batch: 100,
      rate: 0,
    });
    // The load dies with what it sends to.
    load.catch(() => undefined);
    await sleep(3000);
    await stream.end("SIGKILL");
    await load.catch(() => undefined);
    return StreamProcess.start(this.#project);
  }

  /** What the topic holds is consumed as fast as it can be stored. */
  async kafka(topic: KafkaTopic): Promise<KafkaPace> {
    const file = await this.#project.traffic("kafka", this.#seconds * mostEventsPerSecond.kafka, 5000);
    await topic.fill(file);
    this.#project.configure(topic);
    const stream = await StreamProcess.start(this.#project);
    const found = await this.#pace(stream);
    await stream.end("SIGTERM");
    return found;
  }

  /** From the commit of one batch to that of another, so long apart as a phase lasts. */
  async #pace(stream: StreamProcess): Promise<KafkaPace> {
    const commits: { readonly at: number; readonly events: number }[] = [];
    const askedAt = performance.now();
    const first = () => commits[0] ?? { at: performance.now(), events: 0 };
    const last = () => commits.at(-1) ?? first();
    while (last().at - first().at < this.#seconds * 1000) {
      if (performance.now() - Math.max(last().at, askedAt) > longestBatchMilliseconds) break;
      const events = await stream.events();
      if (events > last().events) commits.push({ at: performance.now(), events });
      await sleep(20);
    }
    const events = last().events - first().events;
    return { events, eventsPerSecond: (events * 1000) / (last().at - first().at) };
  }

  async #collect(
    stream: StreamProcess,
    name: "batches" | "singles",
    { connections, batch }: { readonly connections: number; readonly batch: number },
  ): Promise<Collected> {
    const file = await this.#project.traffic(name, this.#seconds * mostEventsPerSecond[name], batch);
    const before = await stream.events();
    const [startedAt, cpuBefore] = [performance.now(), stream.cpuSeconds];
    const target = this.#target(stream, file);
    const loaded = await startLoad({ ...target, seconds: this.#seconds, connections, batch, rate: 0 });
    const stored = (await stream.untilStored(before + loaded.events)) - before;
    const storedSeconds = (performance.now() - startedAt) / 1000;
    return {
      ...loaded,
      eventsPerSecond: loaded.events / loaded.seconds,
      requestsPerSecond: (loaded.requests - loaded.refused) / loaded.seconds,
      storedPerSecond: stored / storedSeconds,
      streamCpuSeconds: stream.cpuSeconds - cpuBefore,
      notStored: Math.max(0, loaded.events - stored),
    };
  }

  #target(stream: StreamProcess, file: string): { url: string; key: string; file: string } {
    return { url: stream.url, key: this.#keys.write, file };
  }
}
