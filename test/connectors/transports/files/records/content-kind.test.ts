import { describe, expect, it } from "vitest";
import {
  contentKind,
  type ContentKind,
} from "../../../../../connectors/transports/files/records/content-kind.ts";

const kind = (text: string, name = "x", prefersRows = false): ContentKind =>
  contentKind(Buffer.from(text), true, name, prefersRows);

describe("the kind of a file", () => {
  it("is told by its content where that speaks", () => {
    expect(kind('{"a":1}\n{"a":2}\n')).toBe("lines");
    expect(kind('{"a":1}')).toBe("lines");
    expect(kind('{\n "a": 1\n}\n{\n "a": 2\n}')).toBe("values");
    expect(kind('{"a":1}{"a":2}')).toBe("values");
    expect(kind("[1,\n2]")).toBe("values");
    expect(kind("[1]")).toBe("values");
    expect(kind(" \n\t")).toBe("empty");
  });

  it("is told by its name where the content may be either", () => {
    expect(kind("[1]", "x.ndjson")).toBe("lines");
    expect(kind("[1]\n", "x.jsonl.gz")).toBe("lines");
    expect(kind("a,b\n", "x.CSV")).toBe("rows");
    expect(kind("[a],{b}\n", "x.csv.gz")).toBe("rows");
    expect(kind("a,b\n", "x.ndjson", true)).toBe("lines");
    expect(kind("a,b\n", "x.txt")).toBe("rows");
    expect(kind('{"a":1}\n', "x.txt")).toBe("lines");
    expect(kind("a,b\n", "x", true)).toBe("rows");
    expect(kind("a,b\n", "x", false)).toBe("lines");
  });

  it("is not changed by one odd line at the beginning of lines", () => {
    const good = '{"a":1}\n{"a":2}\n';
    const odd = [
      "[1]",
      '{"a":',
      '{"a"',
      '{"a":"',
      '{"a":1}}',
      '{"a":1} {"b":2}',
      "[",
      "[{",
      '[{"a":1}',
      "[]]",
      "{",
      "}",
    ];
    for (const line of odd) expect(kind(`${line}\n${good}`), line).toBe("lines");
  });
});
