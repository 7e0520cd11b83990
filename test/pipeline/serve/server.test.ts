import { createHmac } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { keyOf, post, type ServedProject, serveProject, signedWith } from "./served-project.ts";

let project: ServedProject;
const questions: unknown[] = [];
beforeAll(async () => {
  project = await serveProject('cors_origins: ["https://shop.example", "https://www.shop.example:8443"]', {
    readProfile: async (question) => {
      questions.push(question);
      return { status: 200, body: '{"profile_id":"p_1"}', headers: { "x-own": "1" } };
    },
  });
});
afterEach(() => {
  project.journal.appends.splice(0);
});
afterAll(() => project.end());

const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${project.url}${path}`, { headers });

const readiness = async (): Promise<unknown[]> => {
  const response = await get("/readyz");
  return [response.status, await response.json()];
};

describe("operation", () => {
  test("tells that the process lives", async () => {
    expect((await get("/healthz")).status).toBe(200);
  });

  test("tells whether it is ready, and what is in the way", async () => {
    expect(await readiness()).toEqual([200, { ready: true, reasons: [] }]);
    project.state.readiness = { isReady: false, reasons: ["the loop stands still"] };
    project.journal.isDurable = false;
    expect(await readiness()).toEqual([
      503,
      { ready: false, reasons: ["the journal cannot make events durable", "the loop stands still"] },
    ]);
    project.state.readiness = { isReady: true, reasons: [] };
    project.journal.isDurable = true;
  });

  test("counts requests and events, by names of the configuration alone", async () => {
    await post(project, "/v1/events", '[{"event_id":"e"},5]', { key: keyOf("own") });
    await post(project, "/v1/events?writeKey=nobody", "{}");
    const text = await (await get("/metrics")).text();
    expect(text).toContain('polku_http_events_total{source="own",verdict="accepted"} 1');
    expect(text).toContain('polku_http_events_total{source="own",verdict="quarantined"} 1');
    expect(text).toContain('polku_http_requests_total{route="/v1/events",outcome="wrong_key"} 1');
    expect(text).toMatch(/polku_http_request_seconds_sum\{route="\/v1\/events"\} 0?\.\d*[1-9]/);
    expect(text).not.toContain("nobody");
  });

  test("answers for addresses that cannot be read without saying them again", async () => {
    for (const value of ["ada%E0%A4%A", "%", "a".repeat(5_000)]) {
      const response = await get(`/v1/profiles/email/${value}`);
      expect([response.status, await response.json()]).toEqual([
        400,
        { error: "bad_request", message: "The address is too long, or not encoded as a URL asks." },
      ]);
    }
  });

  test("answers for what is not there without saying it again", async () => {
    const response = await get("/nowhere/ada@example.com?key=k");
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: "not_found", message: "There is nothing at this address." },
    ]);
    expect((await get("/v1/events")).status).toBe(404);
  });
});

describe("web pages", () => {
  const key = keyOf("own");

  test.each(["https://shop.example", "https://www.shop.example:8443"])("of %s may send", async (origin) => {
    const preflight = await fetch(`${project.url}/v1/events`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(origin);
    expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization,content-type");
    expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
    const answer = await post(project, "/v1/events", "{}", { key, headers: { origin } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
    expect(answer.headers.get("vary")).toBe("Origin");
  });

  test.each([
    "http://shop.example",
    "https://shop.example:443",
    "https://shop.example.evil.example",
    "https://evilshop.example",
    "https://SHOP.example",
    "https://shop.example/",
    "https://shopxexample",
    "https://shop.example:8443",
    "null",
    "*",
  ])("of %s may not, though the name is nearly the same", async (origin) => {
    const preflight = await fetch(`${project.url}/v1/events`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
    const answer = await post(project, "/v1/events", "{}", { key, headers: { origin } });
    expect([answer.status, answer.json["error"]]).toEqual([403, "origin_not_allowed"]);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(project.journal.appends).toEqual([]);
  });
});

const sign = (body: string, id: string, at = Math.floor(Date.now() / 1000)): Record<string, string> => {
  const secret = Buffer.from(signedWith.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", secret)
    .update(`${id}.${String(at)}.${body}`)
    .digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": String(at),
    "webhook-signature": `v1,${signature}`,
  };
};

describe("webhooks", () => {
  const body = '[{"sg_event_id":"s1"},{"sg_event_id":"s2"}]';

  test("that are signed are taken, an item for each element", async () => {
    const answer = await post(project, "/v1/webhooks/hook", body, { headers: sign(body, "w1") });
    expect(answer.json).toEqual({
      results: [
        { event_id: "s1", verdict: "accepted", reason: null },
        { event_id: "s2", verdict: "accepted", reason: null },
      ],
    });
    expect(project.journal.take("hook")).toEqual(['{"sg_event_id":"s1"}', '{"sg_event_id":"s2"}']);
  });

  test("that are altered, old, sent twice or of nobody are refused", async () => {
    const put = async (path: string, text: string, headers: Record<string, string>): Promise<number> =>
      (await post(project, path, text, { headers })).status;
    expect(await put("/v1/webhooks/hook", body.replace("s1", "s9"), sign(body, "w2"))).toBe(401);
    expect(await put("/v1/webhooks/hook", body, sign(body, "w3", 1_700_000_000))).toBe(401);
    expect(await put("/v1/webhooks/hook", body, { authorization: `Bearer ${keyOf("shop")}` })).toBe(401);
    for (const source of ["nowhere", "own", "..%2Fkeys%2Fhook", "__proto__"]) {
      expect(await put(`/v1/webhooks/${source}`, body, sign(body, "w4"))).toBe(404);
    }
    const headers = sign(body, "w5");
    expect(await put("/v1/webhooks/hook", body, headers)).toBe(200);
    expect(await put("/v1/webhooks/hook", body, headers)).toBe(401);
    expect(project.journal.appends).toHaveLength(1);
  });

  test("that could not be made durable may come again", async () => {
    const headers = sign(body, "w6");
    project.journal.isFailing = true;
    expect((await post(project, "/v1/webhooks/hook", body, { headers })).status).toBe(503);
    project.journal.isFailing = false;
    expect((await post(project, "/v1/webhooks/hook", body, { headers })).status).toBe(200);
  });
});

describe("settings of libraries for browsers", () => {
  test("tell Segment's where to send", async () => {
    const settings: unknown = await (await get(`/v1/projects/${keyOf("shop")}/settings`)).json();
    expect(settings).toMatchObject({
      integrations: {
        "Segment.io": {
          apiKey: keyOf("shop"),
          apiHost: `${new URL(project.url).host}/v1`,
          protocol: "http",
        },
      },
      remotePlugins: [],
    });
    const behindProxy = await get(`/v1/projects/${keyOf("shop")}/settings`, { "x-forwarded-proto": "https" });
    expect(JSON.stringify(await behindProxy.json())).toContain('"protocol":"https"');
  });

  test("tell RudderStack's that its source is on and has nothing to load", async () => {
    const path = `/sourceConfig/?p=npm&v=3&writeKey=${keyOf("rudder")}`;
    const answer: unknown = await (await get(path)).json();
    expect(answer).toMatchObject({
      source: { id: "rudder", enabled: true, destinations: [], config: { statsCollection: {} } },
    });
  });

  test("tell PostHog's how to send and that there are no flags", async () => {
    const settings: unknown = await (await get(`/array/${keyOf("hog")}/config`)).json();
    expect(settings).toMatchObject({ hasFeatureFlags: false, supportedCompression: ["gzip", "gzip-js"] });
    for (const path of ["/flags/?v=2&config=true", "/decide/?v=3"]) {
      const answer = await post(project, path, `{"token":"${keyOf("hog")}","distinct_id":"d"}`);
      expect(answer.json).toMatchObject({ flags: {}, featureFlags: {}, errorsWhileComputingFlags: false });
    }
    expect(project.journal.appends).toEqual([]);
  });

  test("are refused to wrong keys and to keys of other sources", async () => {
    expect((await get("/v1/projects/nobody/settings")).status).toBe(401);
    expect((await get(`/array/${keyOf("shop")}/config`)).status).toBe(403);
    expect((await get("/sourceConfig")).status).toBe(401);
  });
});

describe("profiles", () => {
  test("are asked of their reader, with the key that came", async () => {
    const response = await get("/v1/profiles/email/ada%40example.com", { authorization: "Bearer r" });
    expect([response.status, await response.text(), response.headers.get("x-own")]).toEqual([
      200,
      '{"profile_id":"p_1"}',
      "1",
    ]);
    expect(questions).toEqual([{ namespace: "email", value: "ada@example.com", key: "r" }]);
  });
});

describe("closing", () => {
  test("lets requests end that were taken, and takes no more", async () => {
    const own = await serveProject();
    const gate = new EventEmitter();
    own.journal.gate = once(gate, "open").then(() => undefined);
    const pending = post(own, "/v1/events", "{}", { key: keyOf("own") });
    await expect.poll(() => own.journal.waiting).toBe(1);
    const closed = own.end();
    await expect(post(own, "/v1/events", "{}", { key: keyOf("own") })).rejects.toThrow();
    gate.emit("open");
    expect((await pending).status).toBe(200);
    await closed;
    expect(own.journal.appends).toHaveLength(1);
  });

  test("cuts off what does not end by the deadline", async () => {
    const own = await serveProject();
    own.journal.gate = new Promise(() => undefined);
    const pending = post(own, "/v1/events", "{}", { key: keyOf("own") }).then(
      () => "answered",
      () => "cut off",
    );
    await expect.poll(() => own.journal.waiting).toBe(1);
    await own.server.close({ deadlineSeconds: 0.1 });
    expect(await pending).toBe("cut off");
  });

  test("leaves the address to the next, and says when it is taken", async () => {
    const own = await serveProject();
    await expect(serveProject(`port: ${String(own.port)}`)).rejects.toThrow(/cannot listen on .*EADDRINUSE/);
    await own.end();
    const next = await serveProject(`port: ${String(own.port)}`);
    await next.end();
  });
});
