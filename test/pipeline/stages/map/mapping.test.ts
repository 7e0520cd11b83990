import { describe, expect, it } from "vitest";
import { customMapping } from "../../../../pipeline/stages/map/mapping.ts";

const inputOf = (sql: string): string => customMapping("x", sql).input;
const isGrouped = (sql: string): boolean => customMapping("x", sql).isGrouped;

describe("a user's mapping", () => {
  it("reads rows where it names that relation, else lines", () => {
    expect(inputOf("select * from rows")).toBe("rows");
    expect(inputOf('select * from\n  "rows" as r')).toBe("rows");
    expect(inputOf("select * from a join ROWS using (position)")).toBe("rows");
    expect(inputOf("select * from lines -- not from rows")).toBe("lines");
    expect(
      inputOf("select sum(1) over (rows unbounded preceding), 'from rows' from lines /* from rows */"),
    ).toBe("lines");
  });

  it("sees whole files where it speaks of positions", () => {
    expect(isGrouped("select min(position) as position, list(position) as positions from rows")).toBe(true);
    expect(isGrouped("select position, 'positions' as item from rows -- positions")).toBe(false);
  });
});
