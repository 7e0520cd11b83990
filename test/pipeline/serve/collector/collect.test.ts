import { EventEmitter, once } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { keyOf, post, type ServedProject, serveProject } from "../served-project.ts";

let project: ServedProject;
beforeAll(async () => {
  project = await serveProject("max_items: 5, max_body_bytes: 100000, max_events_per_second: 1000000");
});
afterEach(() => {
  project.journal.appends.splice(0);
});
afterAll(() => project.end());

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const parsed = (records: readonly string[]): Record<string, unknown>[] =>
  records.map((record) => JSON.parse(record) as Record<string, unknown>);

describe("a batch of calls", () => {
  test("becomes a record for each, in order, with what only the batch knew behind its own bytes", async () => {
    const first = '{ "messageId":"m1", "properties": {"n": 9007199254740993 , "z":1.10}}';
    const second =
      '{"messageId":"m2","sentAt":"own","context":{"own":true},"receivedAt":"own","type":"page"}';
    const body = `{"batch":[${first} , ${second}],"sentAt":"2026-01-01T10:00:00.000Z","context":{"ip":"::1"}}`;
    const answer = await post(project, "/v1/batch", body, { key: keyOf("shop") });
    expect(answer.json).toEqual({
      success: true,
      results: [
        { event_id: "m1", verdict: "accepted", reason: null },
        { event_id: "m2", verdict: "accepted", reason: null },
      ],
    });
    const [one = "", two = ""] = project.journal.take("shop");
    expect(one).toContain(first.slice(0, -1));
    expect(JSON.parse(one)).toMatchObject({ context: { ip: "::1" }, sentAt: "2026-01-01T10:00:00.000Z" });
    expect(JSON.parse(one)).toHaveProperty("receivedAt", expect.stringMatching(iso));
    expect(two).toBe(second);
  });

  test.each([
    ["/v1/track", "track"],
    ["/v1/identify", "identify"],
    ["/v1/page", "page"],
    ["/v1/screen", "screen"],
    ["/v1/group", "group"],
    ["/v1/alias", "alias"],
    ["/v1/t", "track"],
    ["/v1/i/", "identify"],
  ])("is told its kind by the path %s where a call does not say it", async (path, type) => {
    for (const source of ["shop", "rudder"]) {
      await post(project, path, '{"messageId":"m"}', { key: keyOf(source) });
      expect(parsed(project.journal.take(source))).toMatchObject([{ messageId: "m", type }]);
    }
    await post(project, path, '{"messageId":"m","type":"other"}', { key: keyOf("shop") });
    expect(parsed(project.journal.take("shop"))).toMatchObject([{ type: "other" }]);
  });

  test("may be empty", async () => {
    const answer = await post(project, "/v1/batch", '{"batch":[]}', { key: keyOf("shop") });
    expect(answer.json).toEqual({ success: true, results: [] });
    expect(project.journal.appends).toEqual([]);
  });

  test("leaves nothing of an empty call but what is added", async () => {
    await post(project, "/v1/track", "{ }", { key: keyOf("shop") });
    expect(Object.keys(parsed(project.journal.take("shop"))[0] ?? {})).toEqual(["type", "receivedAt"]);
  });
});

describe("verdicts", () => {
  test("never refuse a batch because one event is bad; the bad ones keep their bytes", async () => {
    const deep = `{"a":${"[".repeat(600)}${"]".repeat(600)}}`;
    const body = Buffer.concat([
      Buffer.from(`[5,{"event_id":"ok"},{"event_id" "x"},${deep},{"event_id":"`),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}]'),
    ]);
    const answer = await post(project, "/v1/events", Uint8Array.from(body), { key: keyOf("own") });
    expect(answer.status).toBe(200);
    expect(answer.json.results?.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ["quarantined", "not_an_object"],
      ["accepted", null],
      ["quarantined", "not_json"],
      ["quarantined", "too_deep"],
      ["quarantined", "invalid_utf8"],
    ]);
    const [number = "", ...others] = project.journal.take("own");
    expect(number).toBe("5");
    expect(others).toHaveLength(4);
  });

  test("say nothing of an id that is too long or no text", async () => {
    const body = `[{"event_id":"${"x".repeat(50_000)}"},{"event_id":{"a":1}},{"event_id":"a\\nb"},{"event_id":81}]`;
    const { json } = await post(project, "/v1/events", body, { key: keyOf("own") });
    expect(json.results?.map(({ event_id }) => event_id)).toEqual([null, null, "a\nb", "81"]);
  });
});

describe("our own events", () => {
  const key = keyOf("own");
  test.each([
    ["one object", '{"event_id":"1"}', ["1"]],
    ["one object over several lines", '{\n"event_id":\n"1"}\n', ["1"]],
    ["a list", '[{"event_id":"1"},\n{"event_id":"2"}]', ["1", "2"]],
    ["lines", '{"event_id":"1"}\n\n{"event_id":"2"}\r\n', ["1", "2"]],
    ["a byte order mark", '\uFEFF{"event_id":"1"}', ["1"]],
  ])("may come as %s", async (_what, body, ids) => {
    const { json } = await post(project, "/v1/events", body, { key });
    expect(json.results?.map(({ event_id }) => event_id)).toEqual(ids);
    expect(parsed(project.journal.take("own")).map((record) => record["event_id"])).toEqual(ids);
  });

  test("are lines where the content type says so, also where the first one is broken", async () => {
    const headers = { "content-type": "application/x-ndjson" };
    const { json } = await post(project, "/v1/events", 'nonsense\n{"event_id":"2"}\n{"event_id":"', {
      key,
      headers,
    });
    expect(json.results?.map(({ reason }) => reason)).toEqual(["not_json", null, "not_json"]);
    expect(project.journal.take("own")).toHaveLength(3);
  });

  test("of a customer master are kept as they are", async () => {
    await post(project, "/v1/events", '{"user_id":"81"}', { key: keyOf("master") });
    expect(project.journal.take("master")).toEqual(['{"user_id":"81"}']);
  });

  test.each(["", "  ", "hello", "{", "[1", '{"a":1}}', "[1,]", "[,1]", '{"a":1} {', "\u0000"])(
    "are refused whole where the body is %j, which is no JSON",
    async (body) => {
      const answer = await post(project, "/v1/events", body, { key });
      expect([answer.status, project.journal.appends]).toEqual([400, []]);
      expect(answer.text).toMatch(/no JSON|empty/);
    },
  );
});

const hogEvent = (id: string): string => `{"uuid":"${id}","event":"e","distinct_id":"d"}`;

describe("PostHog's events", () => {
  test.each(["/batch", "/batch/", "/capture", "/capture/", "/e/", "/i/v0/e/"])("come to %s", async (path) => {
    const key = keyOf("hog");
    const framed = `{"api_key":"${key}","batch":[${hogEvent("1")}],"sent_at":"2026-01-01T00:00:00Z"}`;
    const answer = await post(project, path, framed);
    expect(answer.json).toMatchObject({ status: 1, results: [{ event_id: "1", verdict: "accepted" }] });
    expect(parsed(project.journal.take("hog"))).toMatchObject([
      { uuid: "1", sent_at: "2026-01-01T00:00:00Z", received_at: expect.stringMatching(iso) },
    ]);
    await post(project, path, `{"api_key":"${key}",${hogEvent("2").slice(1)}`);
    await post(
      project,
      path,
      `[{"properties":{"token":"${key}"},${hogEvent("3").slice(1)},${hogEvent("4")}]`,
    );
    expect(parsed(project.journal.take("hog")).map(({ uuid }) => uuid)).toEqual(["2", "3", "4"]);
  });
});

describe("keys", () => {
  const key = keyOf("shop");
  const call = '{"messageId":"m"}';

  test.each([
    ["as a bearer", { authorization: `Bearer ${key}` }],
    ["as the user of Basic", { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` }],
    ["as x-api-key", { "x-api-key": key }],
  ])("may come %s", async (_where, headers) => {
    expect((await post(project, "/v1/track", call, { headers })).status).toBe(200);
    expect(project.journal.take("shop")).toHaveLength(1);
  });

  test("may come in the query, as RudderStack's beacons send them", async () => {
    const answer = await post(project, `/beacon/v1/batch?writeKey=${keyOf("rudder")}`, `{"batch":[${call}]}`);
    expect(answer.status).toBe(200);
    expect(project.journal.take("rudder")).toHaveLength(1);
  });

  test.each([
    [`{"writeKey":"KEY","messageId":"m"}`, ["m"]],
    [`{"messageId":"m", "writeKey" : "KEY"}`, ["m"]],
    [`{"batch":[{"messageId":"m","writeKey":"KEY"}],"writeKey":"KEY"}`, ["m"]],
    [
      `{"batch":[{"writeKey":"KEY"},{"writeKey":"KEY","api_key":"KEY"},{"a":1,"token":"KEY"}],"writeKey":"KEY"}`,
      [],
    ],
    [`{"api_key":"KEY","token":"KEY","messageId":"m","writeKey":"KEY"}`, ["m"]],
  ])("may come in the body, and are kept nowhere: %s", async (template, ids) => {
    const answer = await post(project, "/v1/batch", template.replaceAll("KEY", key));
    expect(answer.status).toBe(200);
    const records = project.journal.take("shop");
    expect(records.join("")).not.toContain(key);
    expect(parsed(records).flatMap(({ messageId }) => messageId ?? [])).toEqual(ids);
  });

  test("that are part of something else stay what they are", async () => {
    const properties = JSON.stringify({ note: `"${key}"`, token: `${key}!`, list: [key] });
    await post(project, "/v1/track", `{"properties":${properties}}`, { key });
    expect(project.journal.take("shop")[0]).toContain(properties);
  });

  test.each([
    ["no_key", {}],
    ["wrong_key", { authorization: `Bearer ${key}x` }],
    ["wrong_key", { authorization: `Bearer ${key.slice(0, -1)}` }],
    ["no_key", { authorization: "Bearer" }],
    ["no_key", { authorization: `Digest ${key}` }],
    ["no_key", { "x-api-key": "x".repeat(600) }],
  ])("that are missing or wrong are refused: %s", async (reason, headers) => {
    const answer = await post(project, "/v1/track", call, { headers });
    expect([answer.status, answer.json["error"]]).toEqual([401, reason]);
    expect(project.journal.appends).toEqual([]);
  });

  test.each([
    ["/v1/events", "shop", "/v1/batch"],
    ["/v1/track", "own", "/v1/events"],
    ["/v1/batch", "hog", "/batch and /capture"],
    ["/v1/cloudevents", "shop", "/v1/batch"],
  ])("of another source are refused at %s", async (path, source, way) => {
    const answer = await post(project, path, "{}", { key: keyOf(source) });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain(way);
    expect(project.journal.appends).toEqual([]);
  });
});

describe("limits", () => {
  const key = keyOf("own");

  test("hold for the number of events", async () => {
    const answer = await post(project, "/v1/events", "[{},{},{},{},{},{}]", { key });
    expect([answer.status, answer.json["error"]]).toEqual([413, "too_many_items"]);
  });

  test("hold for the length of a body", async () => {
    const answer = await post(project, "/v1/events", `{"a":"${"x".repeat(100_000)}"}`, { key });
    expect([answer.status, answer.json["error"]]).toEqual([413, "too_large"]);
  });

  test("hold for a context that would be written to every event", async () => {
    const body = `{"context":{"a":"${"x".repeat(40_000)}"},"batch":[{},{},{}]}`;
    expect((await post(project, "/v1/batch", body, { key: keyOf("shop") })).status).toBe(413);
  });

  test("hold for the rate of a key, which is told when to come again", async () => {
    const slow = await serveProject("max_events_per_second: 2");
    try {
      const statuses: number[] = [];
      let answer = await post(slow, "/v1/events", "[{},{}]", { key });
      while (answer.status === 200 && statuses.length < 20) {
        statuses.push(answer.status);
        answer = await post(slow, "/v1/events", "[{},{}]", { key });
      }
      expect(statuses).not.toEqual([]);
      expect([answer.status, answer.json["error"]]).toEqual([429, "too_fast"]);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      expect((await post(slow, "/v1/track", "{}", { key: keyOf("shop") })).status).toBe(200);
    } finally {
      await slow.end();
    }
  });
});

describe("the journal", () => {
  test("is waited for: what it did not take is not acknowledged", async () => {
    const key = keyOf("own");
    project.journal.isFailing = true;
    const refused = await post(project, "/v1/events", "{}", { key });
    project.journal.isFailing = false;
    expect([refused.status, refused.json["error"]]).toEqual([503, "not_durable"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    project.journal.isDurable = false;
    expect((await post(project, "/v1/events", "{}", { key })).status).toBe(503);
    project.journal.isDurable = true;
    const gate = new EventEmitter();
    project.journal.gate = once(gate, "open").then(() => undefined);
    const pending = post(project, "/v1/events", "{}", { key });
    const first = await Promise.race([pending, new Promise((resolve) => setTimeout(resolve, 100, "waits"))]);
    expect(first).toBe("waits");
    gate.emit("open");
    expect((await pending).status).toBe(200);
  });
});
