// The text of a configuration → the configuration, or everything that is wrong with it, by line.
import { formats } from "../../connectors/registry.ts";
import { type Config, configSchema } from "../../models/config.ts";
import { type ConfigChange, isOfChange, withChanges } from "./changes.ts";
import { configProblems, configWarnings } from "./checks.ts";
import { invalidConfig } from "./invalid-config.ts";
import { issueProblems, type PathProblem } from "./issue-text.ts";
import { type Path, readYaml, type YamlSource } from "./yaml-source.ts";

const pathText = (path: Path): string =>
  path
    .map((part) => (typeof part === "number" ? `[${String(part)}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");

const located = (
  file: string,
  source: YamlSource,
  problems: readonly PathProblem[],
  changes: readonly ConfigChange[],
): string[] =>
  problems
    .map(({ path, text }) => ({
      line: isOfChange(path, changes) ? 0 : source.lineOf(path),
      text: `${pathText(path)}: ${text}`,
    }))
    .toSorted((left, right) => left.line - right.line)
    .map(({ line, text }) => `${line === 0 ? "--set" : `${file}:${String(line)}`}: ${text}`);

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A key whose entries are all commented out reads as empty: then its defaults hold. */
const withoutEmptySections = (value: unknown): unknown => {
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(
    entries.map(([key, entry]) => [key, key === "identity" ? withoutEmptySections(entry) : entry]),
  );
};

/** A configuration out of its text, with changes that are tried out. `file` stands in messages only. */
export const parseConfig = (
  text: string,
  file: string,
  changes: readonly ConfigChange[] = [],
): { config: Config; warnings: readonly string[] } => {
  const source = readYaml(text);
  if (Array.isArray(source)) {
    throw invalidConfig(
      file,
      source.map(({ line, text: problem }) => `${file}:${String(line)}: ${problem}`),
    );
  }
  const value = withoutEmptySections(withChanges(source.value, changes));
  if (!isMapping(value))
    throw invalidConfig(file, [`${file}:1: is no map of keys; it must at least name sources`]);
  const parsed = configSchema.safeParse(value);
  const problems = parsed.success
    ? configProblems(
        parsed.data,
        formats.map(({ name }) => name),
      )
    : parsed.error.issues.flatMap((issue) => issueProblems(issue, value));
  if (!parsed.success || problems.length > 0)
    throw invalidConfig(file, located(file, source, problems, changes));
  return { config: parsed.data, warnings: located(file, source, configWarnings(parsed.data), changes) };
};
