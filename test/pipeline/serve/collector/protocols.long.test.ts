// The libraries that people use, against a whole stream: what they send becomes profiles and journeys.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import { CloudEvent, HTTP } from "cloudevents";
import { PostHog } from "posthog-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfig } from "../../../../pipeline/config.ts";
import { createLog } from "../../../../pipeline/log.ts";
import { addKey } from "../../../../pipeline/serve/access/keep-keys.ts";
import { queryRows } from "../../../../pipeline/snapshots/query.ts";
import { type RunningStream, stream } from "../../../../pipeline/stream.ts";

const connectors = {
  shop: "web/segment",
  rudder: "web/rudderstack",
  hog: "web/posthog",
  clouds: "polku/cloudevents",
} as const;

let folder = "";
let running: RunningStream;
const keys = new Map<string, string>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "polku-libraries-"));
  const config = join(folder, "polku.yaml");
  const sources = Object.entries(connectors).map(
    ([name, connector]) =>
      `  - { name: ${name}, connector: ${connector}, inputs: [ { http: { write_key_file: ${name}.keys } } ] }`,
  );
  const journeys = "journeys: [ { name: purchase, goal: { event_type: order_completed } } ]";
  writeFileSync(config, `sources:\n${sources.join("\n")}\nhttp: { port: 0 }\n${journeys}\n`);
  const loaded = await loadConfig(config);
  for (const source of Object.keys(connectors)) keys.set(source, (await addKey(loaded, { source })).key);
  running = await stream({ config, log: createLog({ level: "silent" }) });
});
afterAll(async () => {
  await running.stop();
  rmSync(folder, { recursive: true });
});

const keyOf = (source: keyof typeof connectors): string => keys.get(source) ?? "";

const sendAll = async (): Promise<void> => {
  const email = "ada@example.com";
  const analytics = new Analytics({ writeKey: keyOf("shop"), host: running.url });
  analytics.page({ anonymousId: "a1", properties: { path: "/" }, timestamp: "2026-01-01T10:00:00Z" });
  analytics.identify({
    userId: "81",
    anonymousId: "a1",
    traits: { email },
    timestamp: "2026-01-01T10:01:00Z",
  });
  await analytics.closeAndFlush();
  const rudder = new RudderAnalytics(keyOf("rudder"), {
    dataPlaneUrl: running.url,
    logLevel: "none",
    flushAt: 1,
  });
  rudder.track({ userId: "81", event: "Product Viewed", timestamp: new Date("2026-01-02T10:00:00Z") });
  await rudder.flush();
  const posthog = new PostHog(keyOf("hog"), { host: running.url });
  const at = { timestamp: new Date("2026-01-03T10:00:00Z") };
  posthog.capture({ distinctId: "81", event: "$identify", properties: { $set: { email } }, ...at });
  posthog.capture({ distinctId: "81", event: "product added", ...at });
  await posthog.shutdown();
  const data = { channel: "store", identifiers: { email }, value: "12.50", currency: "EUR" };
  const order = new CloudEvent({
    type: "order_completed",
    source: "/till",
    time: "2026-01-04T10:00:00Z",
    data,
  });
  for (const { headers, body } of [HTTP.binary(order), HTTP.structured(order)]) {
    const own = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
    const sent = { ...Object.fromEntries(own), authorization: `Bearer ${keyOf("clouds")}` };
    const answer = await fetch(`${running.url}/v1/cloudevents`, {
      method: "POST",
      body: String(body),
      headers: sent,
    });
    expect(answer.status).toBe(200);
  }
};

test("what every library sends is one person's journey to the till", async () => {
  await sendAll();
  const loaded = await loadConfig(join(folder, "polku.yaml"));
  const rows = (sql: string): Promise<unknown> => queryRows(loaded, sql);
  await expect
    .poll(async () => (await running.publishNow()).profiles, { timeout: 20_000, interval: 200 })
    .toBe(1);
  await expect
    .poll(
      async () => {
        await running.publishNow();
        return rows("select outcome, value, channel_path from fct_journeys");
      },
      { timeout: 20_000, interval: 200 },
    )
    .toEqual([{ outcome: "converted", value: "12.50", channel_path: "web > store" }]);
  expect(
    await rows("select source, count(*) as touchpoints from fct_touchpoints group by all order by all"),
  ).toEqual([
    { source: "clouds", touchpoints: 1 },
    { source: "hog", touchpoints: 1 },
    { source: "rudder", touchpoints: 1 },
    { source: "shop", touchpoints: 1 },
  ]);
});
