import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Yaml, yamlText } from "../../../../pipeline/snapshots/contract/yaml-text.ts";

const { tree } = fc.letrec<{ tree: Yaml; list: Yaml[]; object: Record<string, Yaml>; leaf: Yaml }>((tie) => ({
  leaf: fc.oneof(
    fc.string({ unit: "binary" }),
    fc.stringMatching(/^[a-z#: ,'-]{0,8}$/),
    fc.constantFrom(
      "true",
      "No",
      "null",
      "y",
      "~",
      "1.0.0",
      "0x1f",
      "1e3",
      "- a",
      "a: b",
      "a #b",
      "a,",
      ".inf",
    ),
    fc.integer(),
    fc.boolean(),
  ),
  list: fc.array(tie("tree"), { maxLength: 3 }),
  object: fc
    .array(fc.tuple(fc.oneof(fc.string(), fc.constant("name")), tie("tree")), { maxLength: 3 })
    .map((entries) => Object.fromEntries(entries.filter(([key]) => key !== "__proto__"))),
  tree: fc.oneof({ depthSize: "small" }, tie("leaf"), tie("list"), tie("object")),
}));

describe("YAML", () => {
  test("reads back as what was written", () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(parse(yamlText(value))).toEqual(value);
      }),
      { numRuns: 2000 },
    );
  });

  test("stands in blocks, with quotes only where they are needed", () => {
    expect(
      yamlText({ name: "polku snapshot", version: "1.0.0", tables: [{ name: "a", columns: ["b", 1] }, []] }),
    ).toBe(`name: polku snapshot
version: "1.0.0"
tables:
  - name: a
    columns:
      - b
      - 1
  - []
`);
  });
});
