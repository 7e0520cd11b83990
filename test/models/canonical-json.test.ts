import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../models/canonical-json.ts";

const shuffleKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffleKeys);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, entry]) => [key, shuffleKeys(entry)]),
  );
};

describe("canonicalJson", () => {
  it("gives one text for one value, whatever the order of keys and the white space", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const shuffled = JSON.stringify(shuffleKeys(value), null, 2);
        expect(canonicalJson(shuffled)).toBe(canonicalJson(JSON.stringify(value)));
        expect(JSON.parse(canonicalJson(shuffled))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("keeps integers beyond 2^53 and long decimals to the digit", () => {
    expect(canonicalJson('{ "b": 9007199254740993, "a": 1.50000000000000000001 }')).toBe(
      '{"a":1.50000000000000000001,"b":9007199254740993}',
    );
  });

  it("tells different values apart", () => {
    expect(canonicalJson('{"a":1}')).not.toBe(canonicalJson('{"a":1.0}'));
    expect(canonicalJson('{"a":"1"}')).not.toBe(canonicalJson('{"a":1}'));
  });

  it("reads strings of megabytes, quotes and backslashes in them", () => {
    const value = { text: '\\\\"x'.repeat(1_000_000), end: "\\\\" };
    expect(JSON.parse(canonicalJson(JSON.stringify(value)))).toEqual(value);
  });

  it("orders keys by bytes, also beyond U+FFFF", () => {
    expect(canonicalJson('{"\u{1f600}":1,"\uff5e":2}')).toBe('{"\uff5e":2,"\u{1f600}":1}');
  });
});
