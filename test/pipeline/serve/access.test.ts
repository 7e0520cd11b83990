import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { keyOf, post, type ServedProject, serveProject, signedWith } from "./served-project.ts";
import { standardSigner } from "./access/signed-requests.ts";

let project: ServedProject;
beforeAll(async () => {
  project = await serveProject('cors_origins: ["https://shop.example", "http://localhost:3000"]');
});
afterEach(() => {
  project.journal.appends.length = 0;
});
afterAll(() => project.end());

/** What must never be seen in a log or in an answer. */
const planted = "planted-person@example.com";
const own = JSON.stringify({
  event_id: "e1",
  channel: "web",
  event_type: "x",
  identifiers: { email: planted },
});
const nothingWasTaken = (): void => expect(project.journal.appends).toEqual([]);

const wrongKeys = [
  "",
  "x",
  keyOf("own").slice(0, -1),
  `${keyOf("own")}0`,
  keyOf("own").toUpperCase(),
  `${keyOf("own")},${keyOf("own")}`,
  "sha256:",
  "__proto__",
  "../keys/own",
  "' or '1'='1",
  "k".repeat(5000),
];

describe("whoever has no key", () => {
  test.each(wrongKeys)("is refused with %j, wherever it is put", async (key) => {
    const answers = [
      await post(project, "/v1/events", own, key === "" ? {} : { key }),
      await post(project, "/v1/events", own, {
        headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` },
      }),
      await post(project, "/v1/events", own, { headers: { "x-api-key": key } }),
      await post(project, `/v1/events?writeKey=${encodeURIComponent(key)}`, own),
      await post(project, "/v1/events", JSON.stringify({ writeKey: key, ...JSON.parse(own) })),
    ];
    for (const { status, text } of answers) {
      expect(status).toBe(401);
      expect(text).not.toContain(planted);
      if (key.length > 1) expect(text).not.toContain(key);
    }
    nothingWasTaken();
  });

  test("does not help himself with another scheme, or with the key in another case of header", async () => {
    const key = keyOf("own");
    for (const authorization of [
      key,
      `Digest ${key}`,
      `Bearer`,
      `Bearer  `,
      `Basic ${key}`,
      `Bearer ${key} ${key}`,
    ]) {
      expect((await post(project, "/v1/events", own, { headers: { authorization } })).status).toBe(401);
    }
    nothingWasTaken();
  });
});

describe("a key", () => {
  test("decides the source, whatever the request says of itself", async () => {
    const claims = { source: "master", writeKey: keyOf("master"), sourceId: "master", ...JSON.parse(own) };
    const answer = await post(project, "/v1/events?source=master", JSON.stringify(claims), {
      key: keyOf("own"),
    });
    expect(answer.status).toBe(200);
    expect(project.journal.appends.map(({ source }) => source)).toEqual(["own"]);
  });

  test("of a source in another format is refused, and told where its own is", async () => {
    const batch = JSON.stringify({ batch: [{ type: "track", messageId: "m1", event: "x", userId: "u" }] });
    const answer = await post(project, "/v1/batch", batch, { key: keyOf("own") });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain("/v1/events");
    expect((await post(project, "/v1/events", own, { key: keyOf("shop") })).status).toBe(403);
    nothingWasTaken();
  });

  test("does not open the webhook of its source or of another", async () => {
    for (const source of ["own", "hook"]) {
      const answer = await post(project, `/v1/webhooks/${source}`, own, { key: keyOf("own") });
      expect([401, 404]).toContain(answer.status);
    }
    nothingWasTaken();
  });
});

const signer = standardSigner(signedWith.replace("whsec_", ""));
const body = JSON.stringify([{ sg_event_id: "s1", event: "open", email: planted, timestamp: 1 }]);
const seconds = (): number => Math.floor(Date.now() / 1000);
const hook = (headers: object, sent = body, source = "hook") =>
  post(project, `/v1/webhooks/${source}`, sent, { headers: headers as Record<string, string> });

describe("a forged webhook", () => {
  test("is refused: altered, stale, from the future, by another secret, unsigned", async () => {
    const now = seconds();
    const good = signer.sign(body, now, "msg_a");
    const forged: readonly (readonly [object, string?])[] = [
      [good, body.replace("open", "click")],
      [good, `${body} `],
      [signer.sign(body, now - 400, "msg_b")],
      [signer.sign(body, now + 400, "msg_c")],
      [{ ...good, "webhook-timestamp": String(now + 1) }],
      [{ ...good, "webhook-id": "msg_other" }],
      [standardSigner("Z".repeat(32)).sign(body, now, "msg_d")],
      [{ ...good, "webhook-signature": "v1," }],
      [{ ...good, "webhook-signature": `v0,${String(good["webhook-signature"]).slice(3)}` }],
      [{}],
      [
        {
          "webhook-id": "m",
          "webhook-timestamp": String(now),
          "webhook-signature": `v1,${createHmac("sha256", "").update(`m.${now}.${body}`).digest("base64")}`,
        },
      ],
    ];
    for (const [headers, sent] of forged) {
      const answer = await hook(headers, sent);
      expect(answer.status).toBe(401);
      expect(answer.text).toContain("bad_signature");
    }
    nothingWasTaken();
  });

  test("is refused when it is an overheard one, but may come again when it was not kept", async () => {
    const headers = signer.sign(body, seconds(), "msg_twice");
    project.journal.isFailing = true;
    expect((await hook(headers)).status).toBe(503);
    project.journal.isFailing = false;
    expect((await hook(headers)).status).toBe(200);
    expect((await hook(headers)).status).toBe(401);
    expect(project.journal.appends).toHaveLength(1);
  });

  test("finds no source by a name that leads elsewhere", async () => {
    const headers = signer.sign(body, seconds(), "msg_path");
    for (const name of [
      "..%2fhook",
      "..%2f..%2fetc%2fpasswd",
      "%2e%2e",
      "hook%00",
      "HOOK",
      "hook%2f",
      "__proto__",
      "constructor",
      "hook'--",
      "hook%0aforged",
      "x".repeat(4000),
    ]) {
      expect((await hook(headers, body, name)).status).toBeGreaterThanOrEqual(400);
    }
    nothingWasTaken();
    expect((await hook(headers)).status).toBe(200);
  });
});

describe("a web page of another origin", () => {
  const likes = [
    "https://shop.example.evil.example",
    "https://evil-shop.example",
    "http://shop.example",
    "https://shop.example:8443",
    "https://shop.example.",
    "https://sub.shop.example",
    "https://shop.example@evil.example",
    "HTTPS://SHOP.EXAMPLE",
    "https://shop.example/",
    "null",
    "https://shopXexample",
  ];

  test.each(likes)("%s is not let in", async (origin) => {
    const asked = await fetch(`${project.url}/v1/events`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    expect(asked.headers.get("access-control-allow-origin")).toBeNull();
    const sent = await post(project, "/v1/events", own, { key: keyOf("own"), headers: { origin } });
    expect(sent.status).toBe(403);
    expect(sent.headers.get("access-control-allow-origin")).toBeNull();
    nothingWasTaken();
  });

  test("is let in where it stands in the list", async () => {
    const origin = "https://shop.example";
    const asked = await fetch(`${project.url}/v1/events`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect(asked.headers.get("access-control-allow-origin")).toBe(origin);
    expect(asked.headers.get("access-control-allow-credentials")).toBeNull();
    const sent = await post(project, "/v1/events", own, { key: keyOf("own"), headers: { origin } });
    expect(sent.status).toBe(200);
    expect(sent.headers.get("vary")).toMatch(/origin/i);
  });
});

test("nothing of all this is in the log but JSON lines without keys, secrets and persons", () => {
  const lines = project
    .log()
    .trim()
    .split("\n")
    .filter((line) => line !== "");
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  const text = lines.join("\n");
  for (const secret of [planted, "key-of-own", signedWith.slice(6), "hook\nforged", "msg_twice"]) {
    expect(text).not.toContain(secret);
  }
});
