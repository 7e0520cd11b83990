import { describe, expect, it } from "vitest";
import { houseFiles, ofType } from "./house-files.ts";

// Files and folders that may be larger, each with the reason why it is one idea.
const largerFiles: Readonly<Record<string, string>> = {
  "bench/world.sql": "one generator, a part for each channel",
};
const largerFolders: Readonly<Record<string, string>> = {
  "sql/marts": "one file for each published table",
  "docs/decisions": "one file for each decision",
  "pipeline/commands": "one file for each command",
  pipeline: "the rooms of ARCHITECTURE.md and their doors (cli, config, run, log, index)",
};

const longest = { ".ts": 300, ".sql": 150 };

const linesOf = (text: string): number => text.replace(/\n$/, "").split("\n").length;

const entriesOf = (): Map<string, Set<string>> => {
  const entries = new Map<string, Set<string>>();
  for (const { path } of houseFiles) {
    const parts = path.split("/");
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join("/");
      const entry = (parts[depth] ?? "").replace(/\.(ts|sql)$/, "");
      entries.set(folder, (entries.get(folder) ?? new Set()).add(entry));
    }
  }
  return entries;
};

describe("sizes", () => {
  it.each(Object.entries(longest))("keep every %s file within %i lines", (extension, most) => {
    const long = ofType(extension)
      .filter(({ path, text }) => linesOf(text) > most && largerFiles[path] === undefined)
      .map(({ path, text }) => `${path}: ${linesOf(text)}`);
    expect(long).toEqual([]);
  });

  it("keep folders of the program within twelve entries, a pair of .ts and .sql counting as one", () => {
    const full = [...entriesOf()]
      .filter(([folder]) => /^(models|connectors|pipeline|sql)\b/.test(folder))
      .filter(([folder, entries]) => entries.size > 12 && largerFolders[folder] === undefined)
      .map(([folder, entries]) => `${folder}: ${entries.size}`);
    expect(full).toEqual([]);
  });

  it("excuse only what is there and still needs it", () => {
    const files = new Map(houseFiles.map(({ path, text }) => [path, linesOf(text)]));
    const needless = Object.keys(largerFiles).filter((path) => (files.get(path) ?? 0) <= 150);
    expect(needless).toEqual([]);
  });
});
