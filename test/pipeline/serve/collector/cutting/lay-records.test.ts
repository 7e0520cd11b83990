import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutBody } from "../../../../../pipeline/serve/collector/cutting/cut-body.ts";
import { type LaidRecords, layRecords } from "../../../../../pipeline/serve/collector/cutting/lay-records.ts";
import { collectorRoutes, wireNamesOf } from "../../../../../pipeline/serve/collector/protocols.ts";
import { Refusal } from "../../../../../pipeline/serve/collector/refusal.ts";

const key = "pk_0123456789";
const receivedAt = "2026-01-01T00:00:00.000Z";
const names = wireNamesOf("web/segment");

const laid = (text: string, limits = { maxLineBytes: 1_000_000, maxDepth: 500 }): LaidRecords => {
  const protocol = collectorRoutes.find(({ path }) => path === "/v1/batch")?.protocol;
  if (protocol === undefined) throw new Error("there is no such route");
  const body = Buffer.from(text);
  const cut = cutBody(body, { protocol, names, isLines: false, maxItems: 100 });
  if (cut instanceof Refusal) throw new Error(cut.message);
  return layRecords(body, cut, names, { key, receivedAt, type: "track" }, limits);
};

/** Members that the collector looks at, in any order among others, some of them the key. */
const event = fc.dictionary(
  fc.constantFrom("writeKey", "api_key", "token", "sentAt", "context", "receivedAt", "type", "a", "b", 'q"'),
  fc.oneof({ weight: 2, arbitrary: fc.constant(key) }, fc.jsonValue({ maxDepth: 2 })),
);
const keyMembers = new Set(["writeKey", "api_key", "token"]);

/** What stays of a value without members that hold the key. */
const withoutKey = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((inner) => withoutKey(inner));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name, inner]) => !(keyMembers.has(name) && inner === key));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutKey(inner)]));
};

describe("the records of a batch", () => {
  test("are its events without their key, and with what only the batch knew", () => {
    const context = { ip: "::1", token: key };
    const layouts = fc.constantFrom<string | number>(0, 1, "\t");
    fc.assert(
      fc.property(fc.array(event, { maxLength: 4 }), layouts, fc.boolean(), (events, indent, isLast) => {
        const frame = { sentAt: "then", context, writeKey: key };
        const whole = isLast ? { ...frame, batch: events } : { batch: events, ...frame };
        const { records, reasons } = laid(JSON.stringify(whole, null, indent));
        const given = { type: "track", context: { ip: "::1" }, sentAt: "then", receivedAt };
        expect(records.map((record) => JSON.parse(record.toString()) as unknown)).toEqual(
          events.map((own) => ({ ...given, ...(withoutKey(JSON.parse(JSON.stringify(own))) as object) })),
        );
        expect(new Set(reasons).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  test("are judged with what was added to them", () => {
    const text = '{"batch":[{"a":1}],"context":{"b":{}}}';
    const [record] = laid(text).records;
    const length = record?.length ?? 0;
    expect(laid(text, { maxLineBytes: length, maxDepth: 3 }).reasons).toEqual([null]);
    expect(laid(text, { maxLineBytes: length - 1, maxDepth: 3 }).reasons).toEqual(["line_too_long"]);
    expect(laid(text, { maxLineBytes: length, maxDepth: 2 }).reasons).toEqual(["too_deep"]);
  });

  test("take no sending time that is none, and none without end", () => {
    for (const sentAt of ["5", "{}", "null", `"${"x".repeat(1000)}"`]) {
      const [record] = laid(`{"batch":[{"a":1}],"sentAt":${sentAt}}`).records;
      expect(JSON.parse(String(record))).toEqual({ a: 1, type: "track", receivedAt });
    }
  });
});
