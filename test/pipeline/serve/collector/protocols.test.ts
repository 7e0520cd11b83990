// The libraries that people use, as published, against a server of ours.
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import { CloudEvent, HTTP } from "cloudevents";
import { PostHog } from "posthog-node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { keyOf, post, type ServedProject, serveProject } from "../served-project.ts";

let project: ServedProject;
beforeAll(async () => {
  project = await serveProject();
});
afterEach(() => {
  project.journal.appends.splice(0);
  project.journal.isFailing = false;
});
afterAll(() => project.end());

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const parsed = (source: string): Record<string, unknown>[] =>
  project.journal.take(source).map((record) => JSON.parse(record) as Record<string, unknown>);

describe("@segment/analytics-node", () => {
  test("sends every kind of call, and each becomes a record in its order", async () => {
    const analytics = new Analytics({
      writeKey: keyOf("shop"),
      host: project.url,
      flushAt: 6,
      flushInterval: 50,
    });
    const failures: unknown[] = [];
    analytics.on("error", (error) => failures.push(error));
    analytics.identify({ userId: "u1", traits: { email: "ada@example.com" }, messageId: "m1" });
    analytics.track({ userId: "u1", event: "Order Completed", properties: { total: 12.5 }, messageId: "m2" });
    analytics.page({ anonymousId: "a1", name: "Home", messageId: "m3" });
    analytics.screen({ anonymousId: "a1", name: "Start", messageId: "m4" });
    analytics.group({ userId: "u1", groupId: "g1", messageId: "m5" });
    analytics.alias({ userId: "u1", previousId: "a1", messageId: "m6" });
    await analytics.closeAndFlush();
    const records = parsed("shop");
    expect(records.map(({ messageId, type }) => [messageId, type])).toEqual([
      ["m1", "identify"],
      ["m2", "track"],
      ["m3", "page"],
      ["m4", "screen"],
      ["m5", "group"],
      ["m6", "alias"],
    ]);
    for (const record of records) {
      expect(record).toMatchObject({
        sentAt: expect.stringMatching(iso),
        receivedAt: expect.stringMatching(iso),
      });
      expect(record).toHaveProperty("context.library.name", "@segment/analytics-node");
    }
    expect(failures).toEqual([]);
  });
});

describe("@rudderstack/rudder-sdk-node", () => {
  test.each([true, false])("sends batches, packed under the label of a form: %s", async (gzip) => {
    const analytics = new RudderAnalytics(keyOf("rudder"), {
      dataPlaneUrl: project.url,
      gzip,
      flushAt: 2,
      logLevel: "none",
    });
    analytics.track({ userId: "u1", event: "Order Completed", properties: { revenue: 1 } });
    analytics.identify({ userId: "u1", traits: { city: "Turku" } });
    await analytics.flush();
    await expect.poll(() => project.journal.appends.length).toBeGreaterThan(0);
    const records = parsed("rudder");
    expect(records.map(({ type }) => type)).toEqual(["track", "identify"]);
    for (const record of records) {
      expect(record).toHaveProperty("messageId", expect.stringMatching(/./));
      expect(record).toMatchObject({
        sentAt: expect.stringMatching(iso),
        receivedAt: expect.stringMatching(iso),
      });
    }
  });
});

describe("posthog-node", () => {
  test.each([false, true])("sends batches, unpacked: %s", async (disableCompression) => {
    const posthog = new PostHog(keyOf("hog"), { host: project.url, flushAt: 3, disableCompression });
    const failures: unknown[] = [];
    const sent: unknown[] = [];
    posthog.on("error", (error) => failures.push(error));
    posthog.on("flush", (messages: unknown[]) => sent.push(...messages));
    posthog.capture({ distinctId: "d1", event: "order completed", properties: { total: 1 }, uuid: "p1" });
    posthog.identify({ distinctId: "d1", properties: { email: "ada@example.com" } });
    posthog.alias({ distinctId: "d1", alias: "a1" });
    await posthog.shutdown();
    const records = parsed("hog");
    expect(new Set(records.map(({ event }) => event))).toEqual(
      new Set(["$create_alias", "$identify", "order completed"]),
    );
    expect(records).toMatchObject(JSON.parse(JSON.stringify(sent)) as Record<string, unknown>[]);
    for (const record of records) {
      expect(record).toMatchObject({
        sent_at: expect.stringMatching(iso),
        received_at: expect.stringMatching(iso),
      });
    }
    expect(failures).toEqual([]);
  });

  test("sends again what could not be made durable, with the same id", async () => {
    project.journal.isFailing = true;
    const posthog = new PostHog(keyOf("hog"), { host: project.url, flushAt: 1, fetchRetryDelay: 20 });
    posthog.capture({ distinctId: "d1", event: "e", uuid: "again" });
    await expect.poll(() => project.journal.refused).toBeGreaterThan(0);
    project.journal.isFailing = false;
    await posthog.shutdown();
    expect(parsed("hog")).toMatchObject([{ uuid: "again" }]);
  });

  test("asks for flags and is told that there are none", async () => {
    const posthog = new PostHog(keyOf("hog"), { host: project.url });
    const failures: unknown[] = [];
    posthog.on("error", (error) => failures.push(error));
    expect(await posthog.getAllFlagsAndPayloads("d1")).toEqual({ featureFlags: {}, featureFlagPayloads: {} });
    expect(failures).toEqual([]);
    await posthog.shutdown();
  });
});

describe("cloudevents", () => {
  const key = keyOf("clouds");
  const event = new CloudEvent({
    id: "c1",
    type: "com.example.order",
    source: "/shop",
    subject: "käyttäjä 1",
    time: "2026-01-01T10:00:00.000Z",
    data: { total: 12.5 },
    traceid: "t1",
  });
  const attributes = {
    id: "c1",
    type: "com.example.order",
    source: "/shop",
    specversion: "1.0",
    traceid: "t1",
  };

  const send = async (message: { body: unknown; headers: Record<string, unknown> }): Promise<number> => {
    const headers = Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, String(value)]),
    );
    return (await post(project, "/v1/cloudevents", String(message.body), { key, headers })).status;
  };

  test("sends one event as a whole", async () => {
    expect(await send(HTTP.structured(event))).toBe(200);
    expect(parsed("clouds")).toMatchObject([{ ...attributes, subject: "käyttäjä 1", data: { total: 12.5 } }]);
  });

  test("sends one event with its attributes as headers", async () => {
    const plain = event.cloneWith({ subject: "a b%2Fé".normalize().replace("é", "%C3%A9") });
    expect(await send(HTTP.binary(plain))).toBe(200);
    expect(parsed("clouds")).toMatchObject([
      { ...attributes, subject: "a b/é", data: { total: 12.5 }, time: "2026-01-01T10:00:00.000Z" },
    ]);
  });

  test("keeps text as text, other bytes as base64 and JSON as it is", async () => {
    const headers = { "ce-id": "c", "ce-type": "t", "ce-source": "s", "ce-specversion": "1.0" };
    const put = (type: string, body: string): Promise<number> =>
      send({ body, headers: { ...headers, "content-type": type } });
    await put("text/plain", 'say "hi"');
    await put("application/octet-stream", "\u0001bytes");
    await put("application/json", ' {"n": 9007199254740993} ');
    await put("application/json", "5");
    expect(
      project.journal.appends.map(({ records }) => String(records[0]).split('"datacontenttype":')[1]),
    ).toEqual([
      '"text/plain","data":"say \\"hi\\""}',
      '"application/octet-stream","data_base64":"AWJ5dGVz"}',
      '"application/json","data":{"n": 9007199254740993}}',
      '"application/json","data":5}',
    ]);
    expect(await put("application/json", "{no")).toBe(400);
  });

  test("sends several in one request", async () => {
    const body = JSON.stringify([event, event.cloneWith({ id: "c2" })]);
    const headers = { "content-type": "application/cloudevents-batch+json" };
    const answer = await post(project, "/v1/cloudevents", body, { key, headers });
    expect(answer.json.results).toMatchObject([{ event_id: "c1" }, { event_id: "c2" }]);
    expect(parsed("clouds").map(({ id }) => id)).toEqual(["c1", "c2"]);
  });
});
