// Events out of a file to the collector, in a process of its own: as fast as it takes them, or at a rate. Prints JSON.
// node dist/bench/stream/http-load.js '{"url":…,"key":…,"file":…,"seconds":…,"connections":…,"batch":…,"rate":…}'
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export interface HttpLoad {
  readonly url: string;
  readonly key: string;
  /** One event a line; where it ends the load ends. */
  readonly file: string;
  readonly seconds: number;
  readonly connections: number;
  /** Events in a request. */
  readonly batch: number;
  /** Events a second over all connections; 0: as many as are taken. */
  readonly rate: number;
}

export interface HttpLoaded {
  readonly seconds: number;
  readonly requests: number;
  readonly events: number;
  /** Requests that were answered otherwise than with 200. */
  readonly refused: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly cpuSeconds: number;
}

const newline = 10;

interface Body {
  readonly bytes: Buffer;
  readonly events: number;
}

/** Bodies of so many lines each, the last one of what is left; without a copy. */
function* bodies(bytes: Buffer, lines: number): Generator<Body> {
  let from = 0;
  while (from < bytes.length) {
    let [to, events] = [from, 0];
    for (; events < lines && to < bytes.length; events += 1) {
      const end = bytes.indexOf(newline, to);
      to = end < 0 ? bytes.length : end + 1;
    }
    yield { bytes: bytes.subarray(from, to), events };
    from = to;
  }
}

const send = (load: HttpLoad, agent: Agent, body: Buffer): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(
      `${load.url}/v1/events`,
      {
        agent,
        method: "POST",
        headers: {
          authorization: `Bearer ${load.key}`,
          "content-type": "application/x-ndjson",
          "content-length": body.length,
        },
      },
      (response) => {
        response.resume().once("end", () => resolve(response.statusCode ?? 0));
      },
    );
    sent.once("error", reject);
    sent.end(body);
  });

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const run = async (load: HttpLoad): Promise<HttpLoaded> => {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  const source = bodies(readFileSync(load.file), load.batch);
  const times: number[] = [];
  let [begun, refused, events] = [0, 0, 0];
  const startedAt = performance.now();
  const until = startedAt + load.seconds * 1000;
  const connection = async (): Promise<void> => {
    while (performance.now() < until) {
      const next = source.next();
      if (next.done === true) return;
      const dueAt = load.rate === 0 ? 0 : startedAt + (begun * load.batch * 1000) / load.rate;
      begun += 1;
      if (dueAt > performance.now()) await sleep(dueAt - performance.now());
      const sentAt = performance.now();
      const status = await send(load, agent, next.value.bytes);
      times.push(performance.now() - sentAt);
      if (status === 200) events += next.value.events;
      else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: load.connections }, connection));
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  const sorted = Float64Array.from(times).toSorted();
  const cpu = process.cpuUsage();
  return {
    seconds,
    requests: times.length,
    events,
    refused,
    p50Milliseconds: quantile(sorted, 0.5),
    p99Milliseconds: quantile(sorted, 0.99),
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
};

process.stdout.write(JSON.stringify(await run(JSON.parse(process.argv[2] ?? "{}") as HttpLoad)));
