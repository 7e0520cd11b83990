import { describe, expect, it } from "vitest";
import { instantOf } from "../../../pipeline/run/data-end.ts";

describe("instantOf", () => {
  it("reads times to the microsecond, with any zone, and dates", () => {
    expect(instantOf("1970-01-01T00:00:00.000001Z")).toBe(1n);
    expect(instantOf("1970-01-01T02:00:00.5+02:00")).toBe(500_000n);
    expect(instantOf("1970-01-02")).toBe(86_400_000_000n);
    expect(instantOf("1970-01-01T00:00:00.1234567Z")).toBe(123_456n);
  });

  it("refuses what is no time, and times without a zone", () => {
    for (const text of ["yesterday", "", "2026-13-01", "2026-01-01T10:00:00", "2026-02-30T10:00:00Zx", "1"]) {
      expect(() => instantOf(text)).toThrow("is no time");
    }
  });
});
