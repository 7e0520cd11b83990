import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { type HouseFile, ofType, placesOf, sqlCodeOf } from "./house-files.ts";
import { publishedTables } from "./tables.ts";

const marts = ofType(".sql", "sql/marts");
const models = [...marts, ...ofType(".sql", "sql/intermediate")];
const code = ofType(".sql").map(({ path, text }) => ({ path, text: sqlCodeOf(text) }));

const headerOf = ({ text }: HouseFile): string =>
  (/^(--.*\n)+/.exec(text)?.[0] ?? "").replaceAll(/^-- ?/gm, "");

const nameOf = ({ path }: HouseFile): string => basename(path, ".sql");

const pathsOf = (files: readonly HouseFile[]): string[] => files.map(({ path }) => path);

const describesColumn = (file: HouseFile, column: string): boolean =>
  new RegExp(`^column ${column}:\\s*\\S`, "m").test(headerOf(file));

describe("models", () => {
  it("open with their name and one sentence", () => {
    expect(pathsOf(models.filter((file) => !headerOf(file).startsWith(`${nameOf(file)}: `)))).toEqual([]);
  });

  it.each(["grain", "kind", "audits"])("state their %s", (line) => {
    const silent = models.filter((file) => !new RegExp(`^${line}:\\s*\\S`, "m").test(headerOf(file)));
    expect(pathsOf(silent)).toEqual([]);
  });

  it("end with all of their final part", () => {
    const odd = models.filter(({ text }) => !/select \* from final;?\s*$/.test(sqlCodeOf(text)));
    expect(pathsOf(odd)).toEqual([]);
  });

  it("select everything of nothing else", () => {
    const starred = models.filter(({ text }) => /select\s+\*(?!\s*from\s+final)/.test(sqlCodeOf(text)));
    expect(pathsOf(starred)).toEqual([]);
  });
});

describe("published tables", () => {
  it("each have a model of their name", () => {
    const names = new Set(marts.map(nameOf));
    expect(publishedTables.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
  });

  it.each(publishedTables)("$name has every column of the contract", ({ name, columns }) => {
    const file = marts.find((mart) => nameOf(mart) === name);
    const final = sqlCodeOf(file?.text ?? "").split(/\bfinal\s+as\s*\(/)[1] ?? "";
    const missing = Object.keys(columns).filter((column) => !new RegExp(`\\b${column}\\b`).test(final));
    expect(missing).toEqual([]);
  });

  it.each(publishedTables)("$name says of each measure what it counts", ({ name, columns, grain }) => {
    const file = marts.find((mart) => nameOf(mart) === name);
    const measures = Object.entries(columns).filter(
      ([column, type]) => !grain.includes(column) && ["bigint", "double", "money"].includes(type),
    );
    const silent = measures
      .map(([column]) => column)
      .filter((column) => !file || !describesColumn(file, column));
    expect(silent).toEqual([]);
  });

  it("state the grain of the contract", () => {
    const wrong = publishedTables.filter(({ name, grain }) => {
      const file = marts.find((mart) => nameOf(mart) === name);
      const stated = /^grain:(.*)$/m.exec(file === undefined ? "" : headerOf(file))?.[1] ?? "";
      return (
        stated
          .split(",")
          .map((column) => column.trim())
          .join() !== grain.join()
      );
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});

describe("SQL", () => {
  it("is written in lower case", () => {
    expect(
      placesOf(code, /\b(SELECT|FROM|WHERE|JOIN|GROUP BY|ORDER BY|CREATE|INSERT|WITH|CASE|WHEN)\b/),
    ).toEqual([]);
  });

  it("publishes no hash and no random number", () => {
    const derived = code.filter(({ path }) => /^sql\/(marts|intermediate)\//.test(path));
    expect(
      placesOf(derived, /(^|[^_\w])(hash|random|uuid|gen_random_uuid|now|current_timestamp)\s*\(/),
    ).toEqual([]);
  });

  it("sums no floating numbers into what is published", () => {
    const derived = code.filter(({ path }) => /^sql\/(marts|intermediate)\//.test(path));
    expect(placesOf(derived, /\bsum\([^)]*::\s*(double|float|real)/)).toEqual([]);
  });

  it("writes functions of lists with the word lambda", () => {
    expect(placesOf(code, /[(,]\s*\(?\w+\)?\s*->\s*(?!')/)).toEqual([]);
  });

  it("names its tables in full: no alias of one letter", () => {
    expect(placesOf(code, /\b(from|join)\s+\w+\s+(as\s+)?[a-z]\s*($|on\b|where\b|,)/)).toEqual([]);
  });
});
