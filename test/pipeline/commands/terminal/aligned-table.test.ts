import { describe, expect, test } from "vitest";
import { alignedTable } from "../../../../pipeline/commands/terminal/aligned-table.ts";

const columns = [
  { name: "step", isNumeric: false },
  { name: "visits", isNumeric: true },
];

describe("a table for the eye", () => {
  test("puts texts to the left and numbers to the right", () => {
    expect(
      alignedTable(
        columns,
        [
          ["web/page_viewed", "12"],
          ["x", "3456789"],
        ],
        undefined,
      ),
    ).toBe(
      "step              visits\n---------------  -------\nweb/page_viewed       12\nx                3456789\n",
    );
  });

  test("cuts the longest values until a line fits the terminal", () => {
    const lines = alignedTable(columns, [["a".repeat(100), "12"]], 30).split("\n");
    expect(lines.every((line) => line.length <= 30)).toBe(true);
    expect(lines[2]).toMatch(/^a+… {2} {4}12$/);
  });

  test("counts wide characters as two cells and combining ones as none", () => {
    const lines = alignedTable(
      columns,
      [
        ["日本", "1"],
        ["e\u0301", "1"],
      ],
      undefined,
    ).split("\n");
    expect(lines.slice(2, 4)).toEqual(["日本       1", "e\u0301          1"]);
  });

  test("lets no control character reach the terminal", () => {
    expect(alignedTable(columns, [["a\u001B[31m\nb", "1"]], undefined)).toContain("a\uFFFD[31m\uFFFDb");
  });

  test("has a header when it has no rows", () => {
    expect(alignedTable(columns, [], undefined)).toBe("step  visits\n----  ------\n");
  });
});
