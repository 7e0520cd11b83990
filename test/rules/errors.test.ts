import { describe, expect, it } from "vitest";
import { errorKinds } from "../../models/errors.ts";
import { quarantineReasons } from "../../models/verdict.ts";
import { houseFiles } from "./house-files.ts";

const documentation = houseFiles.find(({ path }) => path === "docs/errors.md")?.text ?? "";

/** Codes that open a heading or a row of a table. */
const documented = [...documentation.matchAll(/^(?:#+\s+|\|\s*)`([a-z0-9_]+)`/gm)].map(
  (match) => match[1] ?? "",
);

describe("docs/errors.md", () => {
  it("describes every error code and every reason of quarantine", () => {
    const codes = [...Object.keys(errorKinds), ...Object.keys(quarantineReasons)];
    expect(codes.filter((code) => !documented.includes(code))).toEqual([]);
  });

  it("describes none that does not exist", () => {
    const known = new Set([...Object.keys(errorKinds), ...Object.keys(quarantineReasons)]);
    expect(documented.filter((code) => !known.has(code))).toEqual([]);
  });

  it("knows only codes that the program uses", () => {
    const program = houseFiles.filter(({ path }) => /^(connectors|pipeline)\/.*\.ts$/.test(path));
    const unused = Object.keys(errorKinds).filter(
      (code) => !program.some(({ text }) => text.includes(`"${code}"`)),
    );
    expect(unused).toEqual([]);
  });
});
