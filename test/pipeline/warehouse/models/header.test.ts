import { describe, expect, it } from "vitest";
import { parseHeader } from "../../../../pipeline/warehouse/models/header.ts";

const header = (...lines: readonly string[]) =>
  parseHeader("sql/marts/fct_things.sql", [...lines, "select 1"].join("\n"));

describe("the header of a model", () => {
  it("says what it is, its grain, kind, checks and columns", () => {
    expect(
      header(
        "-- fct_things: what there is: everything.",
        "-- grain:  thing, day",
        "-- kind:   table",
        "-- each:   cfg_things",
        "-- audits: unique(grain), between(share, 0, 1), not_null(thing)",
        "-- column thing: what it is",
        "-- column share: its part of all,",
        "--               between none and one",
      ),
    ).toEqual({
      name: "fct_things",
      sentence: "what there is: everything.",
      grain: ["thing", "day"],
      kind: "table",
      severity: "stop",
      each: "cfg_things",
      checks: [
        { name: "unique", of: ["grain"] },
        { name: "between", of: ["share", "0", "1"] },
        { name: "not_null", of: ["thing"] },
      ],
      columns: new Map([
        ["thing", "what it is"],
        ["share", "its part of all, between none and one"],
      ]),
    });
  });

  it.each([
    ["another name", ["-- fct_other: a thing."]],
    ["no header", ["with a as (select 1)"]],
    ["an unknown entry", ["-- fct_things: a thing.", "-- grian: thing"]],
    ["an unknown kind", ["-- fct_things: a thing.", "-- kind: tabel"]],
    ["a line that is no entry", ["-- fct_things: a thing.", "-- Some words."]],
  ])("is refused with %s", (_name, lines) => {
    expect(() => header(...lines)).toThrow(/The header of sql\/marts\/fct_things.sql cannot be read/);
  });
});
