// Reads polku.yaml, and is the only place that looks at the environment. Refuses a configuration whole, with
// the line of everything that is wrong with it; there is no ${VAR} and no secret in it.
import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Config, configSchema } from "../models/config.ts";
import { PolkuError } from "../models/errors.ts";
import type { NamespaceRule } from "../models/namespaces.ts";
import { configProblems, configWarnings } from "./config/checks.ts";
import { connectorNames } from "./config/connector-names.ts";
import { type ConfigHashes, configHashes } from "./config/hashes.ts";
import { issueProblems, type PathProblem } from "./config/issue-text.ts";
import { resolveNamespaces } from "./config/namespaces.ts";
import { type Path, readYaml, type YamlSource } from "./config/yaml-source.ts";

const maxFileBytes = 1_000_000;
const maxProblems = 50;

export interface LoadedConfig {
  readonly config: Config;
  /** The file as it was named. */
  readonly file: string;
  /** The absolute folder of the file: every relative path of the configuration starts there. */
  readonly folder: string;
  /** The absolute path of the workspace. */
  readonly workspace: string;
  readonly namespaces: readonly NamespaceRule[];
  readonly hashes: ConfigHashes;
  /** `file:line: path: what`, for what is allowed but looks like a slip. */
  readonly warnings: readonly string[];
}

const invalid = (file: string, problems: readonly string[]): PolkuError => {
  const shown = [...new Set(problems)].slice(0, maxProblems);
  const rest = problems.length > maxProblems ? ["… and more"] : [];
  return new PolkuError("config_invalid", { file, problems: [...shown, ...rest].join("\n") });
};

const errorCode = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown";

const readText = async (file: string): Promise<string> => {
  try {
    if ((await stat(file)).size > maxFileBytes) {
      throw invalid(file, [`${file}: is larger than ${String(maxFileBytes)} bytes`]);
    }
    const bytes = await readFile(file);
    if (bytes.includes(0)) throw invalid(file, [`${file}: is no text file`]);
    return bytes.toString("utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof PolkuError) throw error;
    if (errorCode(error) === "ENOENT") throw new PolkuError("config_missing", { file }, { cause: error });
    throw invalid(file, [`${file}: cannot be read (${errorCode(error)})`]);
  }
};

const pathText = (path: Path): string =>
  path
    .map((part) => (typeof part === "number" ? `[${String(part)}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");

const located = (file: string, source: YamlSource, problems: readonly PathProblem[]): string[] =>
  problems
    .map(({ path, text }) => ({ line: source.lineOf(path), text: `${pathText(path)}: ${text}` }))
    .toSorted((left, right) => left.line - right.line)
    .map(({ line, text }) => `${file}:${String(line)}: ${text}`);

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

/** A configuration out of its text. `file` stands in messages only. */
export const parseConfig = (text: string, file: string): { config: Config; warnings: readonly string[] } => {
  const source = readYaml(text);
  if (Array.isArray(source)) {
    throw invalid(
      file,
      source.map(({ line, text: problem }) => `${file}:${String(line)}: ${problem}`),
    );
  }
  const value = withoutEmptySections(source.value);
  if (!isMapping(value)) throw invalid(file, [`${file}:1: is no map of keys; it must at least name sources`]);
  const parsed = configSchema.safeParse(value);
  const problems = parsed.success
    ? configProblems(parsed.data, connectorNames)
    : parsed.error.issues.flatMap((issue) => issueProblems(issue, value));
  if (!parsed.success || problems.length > 0) throw invalid(file, located(file, source, problems));
  return { config: parsed.data, warnings: located(file, source, configWarnings(parsed.data)) };
};

/** Reads and checks a configuration file. Throws config_missing or config_invalid. */
export const loadConfig = async (file: string): Promise<LoadedConfig> => {
  const { config, warnings } = parseConfig(await readText(file), file);
  const folder = dirname(resolve(file));
  const namespaces = resolveNamespaces(config);
  const workspace = resolve(folder, config.workspace);
  return { config, file, folder, workspace, namespaces, hashes: configHashes(config, namespaces), warnings };
};

export interface TerminalWishes {
  /** NO_COLOR is set, or the terminal is dumb. */
  readonly isPlain: boolean;
  /** The terminal cannot move its cursor. */
  readonly isDumb: boolean;
  /** Runs under a service for continuous integration: no live lines. */
  readonly isUnattended: boolean;
}

/** What the environment says of the terminal. */
export const terminalWishes = (): TerminalWishes => {
  const isDumb = process.env["TERM"] === "dumb";
  return {
    isPlain: isDumb || (process.env["NO_COLOR"] ?? "") !== "",
    isDumb,
    isUnattended: (process.env["CI"] ?? "") !== "",
  };
};
