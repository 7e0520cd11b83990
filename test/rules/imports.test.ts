import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { codeOf, houseFiles, ofType, programFiles } from "./house-files.ts";

interface Import {
  readonly from: string;
  /** A package, or a path from the root. */
  readonly to: string;
  readonly written: string;
}

const specifiers = /(?:\bfrom\s+|\bimport\s*\(\s*|^\s*import\s+)"([^"]+)"/gm;

const importsOf = (path: string, text: string): Import[] =>
  [...text.matchAll(specifiers)].map((match) => {
    const written = match[1] ?? "";
    const to = written.startsWith(".") ? posix.join(posix.dirname(path), written) : written;
    return { from: path, to, written };
  });

const imports = ofType(".ts").flatMap(({ path, text }) => importsOf(path, text));

const shown = (found: readonly Import[]): string[] => found.map(({ from, to }) => `${from} imports ${to}`);

const within = (path: string, ...rooms: readonly string[]): boolean =>
  rooms.some((room) => path.startsWith(`${room}/`));

/** Imports from outside the named files of a package or of one of its paths. */
const outside = (name: RegExp, allowed: (path: string) => boolean): Import[] =>
  imports.filter(
    ({ from, to }) => name.test(to) && within(from, "models", "connectors", "pipeline") && !allowed(from),
  );

const filesThatSay = (pattern: RegExp): string[] =>
  programFiles.filter(({ text }) => pattern.test(codeOf(text))).map(({ path }) => path);

describe("imports", () => {
  it("go from connectors to models and from the pipeline to both, never back", () => {
    const allowed: Record<string, readonly string[]> = {
      models: ["models"],
      connectors: ["models", "connectors"],
      pipeline: ["models", "connectors", "pipeline"],
    };
    const wrong = imports.filter(({ from, to, written }) => {
      const rooms = allowed[from.split("/")[0] ?? ""];
      return rooms !== undefined && written.startsWith(".") && !within(to, ...rooms);
    });
    expect(shown(wrong)).toEqual([]);
  });

  it("never reach a test from outside the tests", () => {
    expect(shown(imports.filter(({ from, to }) => !within(from, "test") && within(to, "test")))).toEqual([]);
  });

  it("never read SQL as a module", () => {
    expect(shown(imports.filter(({ to }) => to.endsWith(".sql")))).toEqual([]);
  });

  it("name files with their ending", () => {
    const bare = imports.filter(({ written }) => written.startsWith(".") && !/\.(ts|json)$/.test(written));
    expect(shown(bare)).toEqual([]);
  });

  it("keep models free of the machine", () => {
    const io = imports.filter(({ from, to }) => within(from, "models") && /^node:(?!crypto|buffer)/.test(to));
    expect(shown(io)).toEqual([]);
  });

  it("keep DuckDB inside the warehouse", () => {
    expect(shown(outside(/^@duckdb\//, (path) => within(path, "pipeline/warehouse")))).toEqual([]);
  });

  it("keep kafkajs inside the client of its transport", () => {
    expect(shown(outside(/^kafkajs/, (path) => within(path, "connectors/transports/kafka/client")))).toEqual(
      [],
    );
  });

  it("keep pino inside the log", () => {
    expect(shown(outside(/^pino/, (path) => path === "pipeline/log.ts"))).toEqual([]);
  });
});

describe("the process", () => {
  it("is asked for its environment by the configuration alone", () => {
    const readers = filesThatSay(
      /\bprocess\s*\.\s*env\b|\bimport\s*\{[^}]*\benv\b[^}]*\}\s*from\s*"node:process"/,
    );
    expect(readers.filter((path) => path !== "pipeline/config.ts")).toEqual([]);
  });

  it("is ended and asked for its arguments by the command line alone", () => {
    const users = filesThatSay(/\bprocess\s*\.\s*(exit|exitCode|argv|abort|kill)\b/);
    expect(users.filter((path) => path !== "pipeline/cli.ts")).toEqual([]);
  });

  it("is written to by console in no file", () => {
    expect(filesThatSay(/\bconsole\s*\./)).toEqual([]);
  });
});

describe("the identity room", () => {
  const files = houseFiles.filter(
    ({ path }) => path.startsWith("pipeline/identity/") && path.endsWith(".ts"),
  );

  it("asks no clock, waits for nothing and draws no lots", () => {
    const impure =
      /\bDate\.now\b|\bnew Date\(\)|\basync\b|\bawait\b|\bPromise\b|Math\.random|performance\.now/;
    expect(files.filter(({ text }) => impure.test(codeOf(text))).map(({ path }) => path)).toEqual([]);
  });

  it("knows no file, no network and no session", () => {
    const io = imports.filter(
      ({ from, to }) =>
        within(from, "pipeline/identity") &&
        (/^node:(?!crypto|buffer)/.test(to) || within(to, "pipeline/warehouse")),
    );
    expect(shown(io)).toEqual([]);
  });
});
