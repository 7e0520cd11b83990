import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { houseFiles, ofType, sqlCodeOf } from "./house-files.ts";

const drawers = ["util", "utils", "helper", "helpers", "common", "misc", "base", "manager", "core", "shared"];
const ages = ["v1", "v2", "v3", "new", "old"];

const folderNames = new Set(houseFiles.flatMap(({ path }) => path.split("/").slice(0, -1)));

const stem = (path: string): string => basename(path).replace(/\..*$/, "");

const misnamed = (folder: string, pattern: RegExp): string[] =>
  ofType(".sql", folder)
    .map(({ path }) => path)
    .filter((path) => !pattern.test(basename(path)));

describe("names of files and folders", () => {
  it("are kebab-case for TypeScript", () => {
    const odd = ofType(".ts").filter(
      ({ path }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.long)?(\.test)?(\.config)?\.ts$/.test(basename(path)),
    );
    expect(odd.map(({ path }) => path)).toEqual([]);
  });

  it("are never a drawer or an age", () => {
    const bad = [...drawers, ...ages];
    const files = houseFiles.filter(({ path }) => bad.includes(stem(path)));
    expect(files.map(({ path }) => path)).toEqual([]);
    expect([...folderNames].filter((name) => bad.includes(name))).toEqual([]);
    const words = houseFiles.filter(({ path }) =>
      /(^|[-_])(utils?|helpers?|manager|misc)([-_]|$)/.test(stem(path)),
    );
    expect(words.map(({ path }) => path)).toEqual([]);
  });

  it("say what a model is: dim_, fct_ and the record tables are marts, int_ intermediates, assert_ audits", () => {
    expect(
      misnamed(
        "sql/marts",
        /^((dim|fct|identity)_[a-z0-9_]+|ingest_accounting|quarantine|restatements)\.sql$/,
      ),
    ).toEqual([]);
    expect(misnamed("sql/intermediate", /^int_[a-z0-9_]+\.sql$/)).toEqual([]);
    expect(misnamed("sql/audits", /^assert_[a-z0-9_]+\.sql$/)).toEqual([]);
  });

  it("mirror what they test", () => {
    const rooms = /^test\/(models|connectors|pipeline|sql)\//;
    const places = new Set(
      houseFiles.flatMap(({ path }) => [
        path.replace(/\.(ts|sql)$/, ""),
        path.split("/").slice(0, -1).join("/"),
      ]),
    );
    const lost = ofType(".test.ts", "test")
      .map(({ path }) => path)
      .filter((path) => rooms.test(path))
      .filter((path) => !places.has(path.replace(/^test\//, "").replace(/(\.long)?\.test\.ts$/, "")));
    expect(lost).toEqual([]);
  });
});

describe("names of published columns", () => {
  const marts = ofType(".sql", "sql/marts");

  it("end in _at for times and _seconds for durations, and no other way", () => {
    const odd = /\bas\s+\w*_(time|ts|timestamp|ms|millis|secs?|mins?|minutes|hours|date_time)\b/;
    expect(marts.filter(({ text }) => odd.test(sqlCodeOf(text))).map(({ path }) => path)).toEqual([]);
  });

  it("never show the integer keys of the inside", () => {
    const keys = /\b(profile_key|identifier_key|event_key)\s*,?\s*$/m;
    const shown = marts.filter(({ text }) => {
      const final = sqlCodeOf(text).split(/\bfinal\s+as\s*\(/)[1] ?? "";
      return keys.test(final.split(/\bfrom\b/)[0] ?? "");
    });
    expect(shown.map(({ path }) => path)).toEqual([]);
  });
});
