// What must not work on the server, tried over bare sockets where libraries would not do it.
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { keyOf, post, type ServedProject, serveProject } from "./serve/served-project.ts";

let project: ServedProject;
beforeAll(async () => {
  const bounds = { headers: 150, request: 300, checks: 50 };
  project = await serveProject("max_body_bytes: 1000000, max_items: 100000", { bounds });
});
afterEach(() => {
  project.journal.appends.splice(0);
});
afterAll(() => project.end());

const key = keyOf("own");

/** Everything that the server sends until it ends the connection. */
const sentBack = async (talk: (socket: Socket) => void | Promise<void>): Promise<string> => {
  const socket = connect(project.port, "127.0.0.1");
  let text = "";
  const ended = new Promise<void>((resolve) => {
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
  });
  await new Promise<void>((resolve) => {
    socket.once("connect", () => resolve());
  });
  await talk(socket);
  await ended;
  return text;
};

const head = (lines: readonly string[]): string =>
  `POST /v1/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ${key}\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;

const stillServes = async (): Promise<void> => {
  const answer = await post(project, "/v1/events", '{"event_id":"after"}', { key });
  expect(answer.status).toBe(200);
};

describe("a request that is made to harm", () => {
  test("is not unpacked beyond the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, " "));
    const headers = { "content-encoding": "gzip" };
    const answer = await post(project, "/v1/events", Uint8Array.from(bomb), { key, headers });
    expect([answer.status, answer.json["error"]]).toEqual([413, "too_large"]);
    await stillServes();
  });

  test("ends, though its body does not", async () => {
    const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
    const answer = await sentBack(async (socket) => {
      socket.write(head(["Transfer-Encoding: chunked"]));
      for (let round = 0; round < 200 && !socket.destroyed; round += 1) {
        socket.write(chunk);
        await sleep(0);
      }
    });
    expect(answer).toMatch(/^HTTP\/1\.1 (413|408)/);
    await stillServes();
  });

  test("ends, though its headers do not", async () => {
    const answer = await sentBack(async (socket) => {
      socket.write("POST /v1/events HTTP/1.1\r\nHost: h\r\n");
      while (!socket.destroyed && socket.writable) {
        socket.write("X-Slow: 1\r\n");
        await sleep(40);
      }
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408/);
    await stillServes();
  });

  test("ends, though its body comes byte by byte", async () => {
    const answer = await sentBack(async (socket) => {
      socket.write(head(["Content-Length: 100000"]));
      while (!socket.destroyed && socket.writable) {
        socket.write("x");
        await sleep(40);
      }
    });
    expect(answer).toMatch(/^HTTP\/1\.1 408|^$/);
    await stillServes();
  });

  test("may not have 100,000 headers", async () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `X-${String(index)}: 1`);
    const answer = await sentBack((socket) => {
      socket.write(head(lines));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 431|^$/);
    await stillServes();
  });

  test.each([
    ["two lengths", ["Content-Length: 2", "Content-Length: 40"]],
    ["a length and chunks", ["Content-Length: 5", "Transfer-Encoding: chunked"]],
    ["chunks under another name", ["Transfer-Encoding: xchunked"]],
    ["a length that is none", ["Content-Length: 2x"]],
    ["a negative length", ["Content-Length: -2"]],
    ["a folded header", ["X: 1", " Content-Length: 2"]],
    ["a line feed in a header", ["X: 1\nContent-Length: 2"]],
  ])("cannot hide a second one behind %s", async (_what, lines) => {
    const hidden = `POST /v1/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ${key}\r\nContent-Length: 2\r\n\r\n[]`;
    const answer = await sentBack((socket) => {
      socket.end(`${head(lines)}0\r\n\r\n${hidden}`);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect(answer).not.toContain("200 OK");
    expect(project.journal.appends).toEqual([]);
  });

  test("may be 100,000 levels deep, and is set aside", async () => {
    for (const deep of [
      `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
      `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
    ]) {
      const answer = await post(project, "/v1/events", deep, { key });
      expect(answer.json.results).toEqual([{ event_id: null, verdict: "quarantined", reason: "too_deep" }]);
      expect(String(project.journal.appends.at(-1)?.records[0]).length).toBeGreaterThan(190_000);
    }
    expect((await post(project, "/v1/events", "[".repeat(100_000), { key })).status).toBe(400);
  });

  test("may have a million members", async () => {
    const own = await serveProject("max_body_bytes: 20000000");
    const members = Array.from({ length: 1_000_000 }, (_, index) => `"${String(index)}":1`).join(",");
    expect((await post(own, "/v1/events", `{${members}}`, { key })).status).toBe(200);
    await own.end();
  });

  test("does not make a prototype of its members", async () => {
    const event =
      '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"event_id":"p"}';
    expect((await post(project, "/v1/events", event, { key })).status).toBe(200);
    expect(project.journal.take("own")[0]?.startsWith(event.slice(0, -1))).toBe(true);
    expect("isAdmin" in {}).toBe(false);
  });

  test("does not make the scanner read the same bytes over and over", async () => {
    // Each of these looks like an object that ends late, and like one that ends soon.
    for (const piece of ['{"a":x" ,"":[ "}', '{"', '{"a":"}', "{[", '{"a":1 "']) {
      const body = `[${Array.from({ length: 300_000 / (piece.length + 1) }, () => piece).join(",")}]`;
      const lines = body.replaceAll(",{", "\n{").slice(1, -1);
      const headers = { "content-type": "application/x-ndjson" };
      expect((await post(project, "/v1/events", body, { key })).status).toBeLessThan(500);
      expect((await post(project, "/v1/events", lines, { key, headers })).status).toBeLessThan(500);
    }
  });

  test("may name ids of 300 KB", async () => {
    const event = `{"event_id":"${"x".repeat(300_000)}","user_id":"${"y".repeat(300_000)}"}`;
    const answer = await post(project, "/v1/events", event, { key });
    expect(answer.json.results).toEqual([{ event_id: null, verdict: "accepted", reason: null }]);
    expect(project.journal.take("own")[0]?.startsWith(event.slice(0, -1))).toBe(true);
  });
});

describe("many large requests", () => {
  test("are refused together where they would fill the memory, until some are over", async () => {
    const own = await serveProject("max_body_bytes: 10000", { bounds: { heldBytes: 40_000 } });
    const sockets = Array.from({ length: 8 }, () => connect(own.port, "127.0.0.1"));
    try {
      for (const socket of sockets) {
        socket.on("error", () => undefined);
        socket.write(`${head(["Content-Length: 10000"])}${" ".repeat(9_999)}`);
      }
      const body = " ".repeat(9_000).concat("{}");
      const statuses = async (): Promise<number> => (await post(own, "/v1/events", body, { key })).status;
      await expect.poll(statuses).toBe(503);
      for (const socket of sockets) socket.destroy();
      await expect.poll(statuses).toBe(200);
    } finally {
      await own.end();
    }
  });
});

describe("the log", () => {
  test("holds nothing of what was sent, and no line that a sender wrote", async () => {
    const planted = "planted.person@example.com";
    const injected = '"}\n{"level":60,"msg":"injected"';
    const secret = "secret-key-0123456789";
    const body = `{"email":"${planted}"`;
    await post(project, `/v1/events?email=${planted}&writeKey=${secret}`, body, { key: secret });
    await post(project, `/v1/events?x=${encodeURIComponent(injected)}`, body, { key });
    await post(project, `/v1/webhooks/${encodeURIComponent(`${injected}${planted}`)}`, body);
    await post(project, `/v1/${planted}`, body, { headers: { "user-agent": planted, referer: planted } });
    project.journal.isFailing = true;
    await post(project, "/v1/events", `{"email":"${planted}"}`, { key });
    project.journal.isFailing = false;
    await sentBack((socket) => {
      socket.end(`GET /${planted} HTTP/9\r\n${injected}: ${planted}\r\n\r\n`);
    });
    const log = project.log();
    expect(log).toContain("request refused");
    expect(log).toContain("events cannot be made durable");
    for (const word of [planted, "injected", secret, key]) expect(log).not.toContain(word);
    for (const line of log.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("level");
  });
});
