import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterSpace, ObjectScan } from "../../../../../pipeline/serve/collector/cutting/object-scan.ts";

const valueOf = (bytes: Buffer, start: number, end: number): unknown =>
  JSON.parse(bytes.toString("utf8", start, end)) as unknown;

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map((inner) => depthOf(inner)))
    : 0;

/** JSON as different writers lay it out. */
const laidOut = (value: unknown, indent: number): string =>
  JSON.stringify(value, null, indent).replaceAll("\n", "\r\n\t");

describe("reading an object over its bytes", () => {
  test("finds the members, the end and the depth that a parser finds", () => {
    const objects = fc.dictionary(
      fc.oneof(fc.constantFrom("a", "batch", 'q"', "\\", "é"), fc.string()),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(objects, fc.integer({ min: 0, max: 3 }), fc.string(), (object, indent, behind) => {
        const text = laidOut(object, indent);
        const bytes = Buffer.from(`  ${text}${behind}`);
        const scan = new ObjectScan(["a", "batch"]);
        const end = scan.object(bytes, 2);
        expect(bytes.toString("utf8", 2, end)).toBe(text);
        expect(scan.depth).toBe(depthOf(object));
        for (const [index, name] of ["a", "batch"].entries()) {
          const start = scan.starts[index] ?? -1;
          if (Object.hasOwn(object, name)) {
            expect(valueOf(bytes, start, scan.ends[index] ?? -1)).toEqual(
              JSON.parse(JSON.stringify(object[name])),
            );
          } else expect(start).toBe(-1);
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each(['{"a":1', '{"a" 1}', "{a:1}", '{"a":1,}', '{"a":}', '{"a":1 "b":2}', '{"a":x"}', "{,}", '{"a"'])(
    "takes %j for no object",
    (text) => {
      expect(new ObjectScan(["a"]).object(Buffer.from(text), 0)).toBe(-1);
    },
  );

  test("takes the last of two members of one name, as parsers do", () => {
    const bytes = Buffer.from('{"a":1,"a":22}');
    const scan = new ObjectScan(["a"]);
    scan.object(bytes, 0);
    expect(bytes.toString("utf8", scan.starts[0], scan.ends[0])).toBe("22");
  });

  test("is as deep as the text, without a stack", () => {
    const scan = new ObjectScan([]);
    const deep = Buffer.from(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`);
    expect(scan.object(deep, 0)).toBe(deep.length);
    expect(scan.depth).toBe(100_001);
  });

  test("passes over white space to the end", () => {
    expect(afterSpace(Buffer.from(" \t\r\n"), 0)).toBe(4);
  });
});
