import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { generateWorld, type World } from "../../../pipeline/demo/generate-world.ts";
import { worldEnd, worldStart } from "../../../pipeline/demo/world/calendar.ts";

const world = generateWorld("polku", 600);

const digestOf = ({ files, truth }: World): string => {
  const hash = createHash("sha256");
  for (const { path, text } of files) hash.update(path).update("\0").update(text).update("\0");
  return hash.update(JSON.stringify(truth)).digest("hex");
};

const linesOf = (pattern: RegExp): string[] =>
  world.files
    .filter(({ path }) => pattern.test(path))
    .flatMap(({ path, text }) =>
      path.endsWith(".json")
        ? text
            .split("\n")
            .slice(1, -2)
            .map((line) => line.replace(/,$/, ""))
        : text.split("\n"),
    )
    .filter((line) => line !== "");

const objectOf = (line: string): Record<string, unknown> | null => {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
};

const objectsOf = (pattern: RegExp): Record<string, unknown>[] =>
  linesOf(pattern)
    .map(objectOf)
    .filter((record) => record !== null);

const segmentCalls = objectsOf(/^web/).flatMap((record) =>
  Array.isArray(record["batch"]) ? (record["batch"] as Record<string, unknown>[]) : [record],
);

describe("a world", () => {
  it("is the same for the same seed, byte for byte, on every machine", () => {
    expect(digestOf(world)).toBe(digestOf(generateWorld("polku", 600)));
    expect(digestOf(world)).toBe("5c10e86ffb7d38d0ef29ae6dc6fc794c471013ceb901671ced51d0d60bf87405");
  });

  it("is another for another seed", () => {
    expect(digestOf(generateWorld("toinen", 50))).not.toBe(digestOf(generateWorld("polku", 50)));
  });

  it("holds its people to four months, but for clocks that run ahead", () => {
    const times = segmentCalls
      .map((call) => Date.parse(String(call["timestamp"])))
      .filter((at) => !Number.isNaN(at));
    const outside = times.filter((at) => at < worldStart || at >= worldEnd);
    expect(outside.length).toBe(world.expected["shop-web"].future);
  });
});

describe("its files", () => {
  it("hold Segment's calls, and among them those that were broken on purpose", () => {
    const kinds = new Set(segmentCalls.map((call) => call["type"]));
    expect([...kinds].map(String).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      "alias",
      "heartbeat",
      "identify",
      "page",
      "screen",
      "track",
    ]);
    const whole = segmentCalls.filter(
      (call) => typeof call["messageId"] === "string" && call["anonymousId"] !== undefined,
    );
    expect(whole.length).toBe(segmentCalls.length);
    expect(linesOf(/^web/).length - objectsOf(/^web/).length).toBe(40);
  });

  it("hold SendGrid's events, in arrays and line by line", () => {
    const events = objectsOf(/^email/);
    const first = world.files.find(({ path }) => path.startsWith("email"));
    expect(JSON.parse(first?.text ?? "")).toHaveLength(linesOf(/2025-12\.json/).length);
    for (const key of ["email", "timestamp", "event", "sg_event_id", "sg_message_id"]) {
      expect(events.every((event) => event[key] !== undefined)).toBe(true);
    }
  });

  it("hold Zendesk's tickets with their audits or their metric set", () => {
    const tickets = objectsOf(/^service/);
    expect(tickets.filter((ticket) => ticket["audits"] !== undefined).length).toBeGreaterThan(10);
    expect(tickets.every((ticket) => "audits" in ticket !== "metric_set" in ticket)).toBe(true);
  });

  it("hold receipts with local times and whole lines", () => {
    const rows = linesOf(/^store/).filter((row) => !row.startsWith("receipt_id"));
    const whole = rows.filter((row) => /^[\d-]+,\d+,[^,]+,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,.*,EUR$/.test(row));
    expect(rows.length - whole.length).toBe(world.expected.tills.quarantined_records);
  });

  it("write ids beyond 2^53 as whole numbers", () => {
    const ids = linesOf(/^web/).flatMap((line) =>
      [...line.matchAll(/"userId":(\d{16,})/g)].map((match) => match[1]),
    );
    const known = new Set(world.truth.identifiers.map(({ value }) => value));
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.every((id) => known.has(id ?? ""))).toBe(true);
    expect(ids.some((id) => String(Number(id)) !== id)).toBe(true);
  });
});

describe("its truth", () => {
  it("gives every identifier one owner", () => {
    const { identifiers } = world.truth;
    expect(new Set(identifiers.map(({ namespace, value }) => `${namespace}:${value}`)).size).toBe(
      identifiers.length,
    );
  });

  it("names every stored event once", () => {
    const { events } = world.truth;
    expect(new Set(events.map(({ source, eventId }) => `${source}:${eventId}`)).size).toBe(events.length);
  });

  it("counts what was planted, and a bit of everything was", () => {
    for (const [thing, count] of Object.entries(world.planted))
      expect([thing, count > 0]).toEqual([thing, true]);
  });

  it("expects sums that add up", () => {
    for (const counts of Object.values(world.expected)) {
      const { stored, duplicate, superseded, quarantined } = counts;
      expect(counts.records).toBe(counts.mapped + counts.quarantined_records);
      expect(counts.received).toBe(stored + duplicate + superseded + quarantined);
    }
  });
});
