// The files of the house as text, for the tests that hold its laws.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface HouseFile {
  /** From the root of the checkout, with `/`. */
  readonly path: string;
  readonly text: string;
}

const rooms = [
  "models",
  "connectors",
  "pipeline",
  "sql",
  "test",
  "bench",
  "web",
  "conformance",
  "docs",
  "examples",
  "changes",
  ".ci",
];
const root = join(import.meta.dirname, "../..");

const walk = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === "node_modules" ? [] : walk(path);
      return [path];
    });

const existing = new Set(readdirSync(root));

const atTheRoot = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(md|json|ya?ml|ts)$/.test(entry.name))
  .map((entry) => entry.name);

export const folders = rooms.filter((room) => existing.has(room));

const isText = (path: string): boolean =>
  /\.(ts|sql|md|json|ndjson|csv|tsv|ya?ml|html|css|js|txt)$/.test(path);

/** Every text file of the rooms and of the root, but the lockfile. */
export const houseFiles: readonly HouseFile[] = [...atTheRoot, ...folders.flatMap(walk)]
  .filter((path) => (isText(path) || path.startsWith(".ci/")) && path !== "package-lock.json")
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

export const ofType = (extension: string, ...within: readonly string[]): HouseFile[] =>
  houseFiles.filter(
    ({ path }) =>
      path.endsWith(extension) &&
      (within.length === 0 || within.some((folder) => path.startsWith(`${folder}/`))),
  );

/** The files of the program itself. */
export const programFiles = ofType(".ts", "models", "connectors", "pipeline");

/** TypeScript without comments, strings and patterns, so that a law looks at code only. */
export const codeOf = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/`(?:\\.|[^`\\])*`/g, "``")
    .replaceAll(/"(?:\\.|[^"\\\n])*"/g, '""')
    .replaceAll(/(?<![:"'])\/\/.*$/gm, "");

/** SQL without comments and quoted text. */
export const sqlCodeOf = (text: string): string =>
  text.replaceAll(/--.*$/gm, "").replaceAll(/'(?:''|[^'])*'/g, "''");

/** Places of a pattern as `path:line`, so that a failure says where to look. */
export const placesOf = (files: readonly HouseFile[], pattern: RegExp): string[] =>
  files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  );
