import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnNames } from "../../../../../connectors/transports/files/records/column-names.ts";

describe("names of columns", () => {
  it("are told apart in any case, and never mean the record's place", () => {
    const title = fc.constantFrom(
      "a",
      "A",
      " a ",
      "a_2",
      "A_2",
      "",
      "position",
      "Position_2",
      "column_3",
      "ä",
      "Ä",
    );
    fc.assert(
      fc.property(fc.array(title, { maxLength: 12 }), (titles) => {
        const names = columnNames(titles);
        expect(names).toHaveLength(titles.length);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(titles.length);
        expect(names.map((name) => name.toLowerCase())).not.toContain("position");
      }),
    );
  });

  it("stay as they are where nothing is in their way", () => {
    expect(columnNames(["event_id", " E-Mail ", "", "x", "X", "X_2"])).toEqual([
      "event_id",
      "E-Mail",
      "column_3",
      "x",
      "X_3",
      "X_2",
    ]);
  });

  it("are not more than a table can have", () => {
    expect(() => columnNames(Array.from({ length: 5000 }, () => "a"))).toThrow(
      /5000 columns, more than 4096/,
    );
  });
});
