// From sending an event until its profile can be read with it, one probe after the other.
import { setTimeout as sleep } from "node:timers/promises";
import type { Keys } from "./project.ts";

const pauseMilliseconds = 25;
const longestMilliseconds = 30_000;

export interface Freshness {
  readonly probes: number;
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  /** Probes that could not be read in half a minute. */
  readonly missing: number;
}

const probe = async (url: string, keys: Keys, id: string): Promise<number | undefined> => {
  const event = {
    event_id: id,
    channel: "web",
    event_type: "page_viewed",
    occurred_at: "2026-05-15T12:00:00Z",
    identifiers: { anonymous_id: id },
  };
  const startedAt = performance.now();
  const sent = await fetch(`${url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys.write}`, "content-type": "application/json" },
    body: JSON.stringify(event),
  });
  await sent.arrayBuffer();
  const headers = { authorization: `Bearer ${keys.read}` };
  while (performance.now() - startedAt < longestMilliseconds) {
    const read = await fetch(`${url}/v1/profiles/anonymous_id/${id}`, { headers });
    const text = await read.text();
    if (read.status === 200 && text.includes(id)) return (performance.now() - startedAt) / 1000;
    await sleep(pauseMilliseconds);
  }
  return undefined;
};

/** Probes for so long. */
export const measureFreshness = async (url: string, keys: Keys, seconds: number): Promise<Freshness> => {
  const found: number[] = [];
  const until = performance.now() + seconds * 1000;
  let [probes, missing] = [0, 0];
  while (performance.now() < until) {
    probes += 1;
    const took = await probe(url, keys, `probe-${String(Date.now())}-${String(probes)}`);
    if (took === undefined) missing += 1;
    else found.push(took);
  }
  const sorted = found.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { probes, p50Seconds: at(0.5), p95Seconds: at(0.95), missing };
};
