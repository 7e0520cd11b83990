import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bracketsInStrings,
  bracketsInText,
  nestingDepth,
} from "../../../../../connectors/transports/files/records/nesting-depth.ts";

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map((entry) => depthOf(entry)))
    : 0;

describe("the depth of JSON text", () => {
  it("is that of the value, whatever its strings hold", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1), (value, indent) => {
        const bytes = Buffer.from(JSON.stringify(value, null, indent));
        expect(nestingDepth(bytes)).toBe(depthOf(value));
      }),
      { numRuns: 500 },
    );
    expect(nestingDepth(Buffer.from('{"a":"\\"[[[[","b":["\\\\",{}]}'))).toBe(3);
  });

  it("inside a string is bounded by the brackets in it", () => {
    const bytes = Buffer.from(JSON.stringify({ a: ["[".repeat(50), '{"]":['] }));
    expect(nestingDepth(bytes)).toBe(2);
    expect(bracketsInStrings(bytes)).toBe(52);
    expect(bracketsInText(bytes)).toBe(54);
  });
});
