// A definition out of the configuration, a file or an object. Refuses it whole, with everything that is wrong in it.
import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { PolkuError, systemCode } from "../../../models/errors.ts";
import type { LoadedConfig } from "../../config.ts";
import { issueProblems, type PathProblem } from "../../config/issue-text.ts";
import { keysAt } from "../../config/known-keys.ts";
import { suggestion, suggestionSentence } from "../../config/nearest.ts";
import { type Path, readYaml, type YamlSource } from "../../config/yaml-source.ts";
import type { AnalysisKind } from "../analysis-kind.ts";

/** Which definition: by its name in the configuration, in a file, or as it is. */
export interface DefinitionChoice {
  readonly name?: string | undefined;
  /** YAML or JSON: one entry as in the configuration. */
  readonly file?: string | undefined;
  readonly definition?: object | undefined;
}

const maxFileBytes = 1_000_000;

interface Named {
  readonly name: string;
}

const invalid = (kind: string, file: string, problems: readonly string[]): PolkuError =>
  new PolkuError("definition_invalid", { kind, file, problems: problems.join("\n") });

const pathText = (path: Path): string =>
  path
    .map((part) => (typeof part === "number" ? `[${String(part)}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");

/** As in a configuration; but keys are those of the definition. */
const definitionProblems = (issue: z.core.$ZodIssue, value: unknown, schema: z.ZodType): PathProblem[] =>
  issueProblems(issue, value, (path, key) =>
    suggestion(key, keysAt(z.toJSONSchema(schema, { io: "input" }) as Record<string, unknown>, path)),
  );

const parsed = <Definition>(
  { name: kind, schema }: AnalysisKind<Definition>,
  value: unknown,
  file: string,
  lineOf: YamlSource["lineOf"] | undefined,
): Definition => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => definitionProblems(issue, value, schema));
  const lines = problems.map(({ path, text }) => {
    const place = lineOf === undefined ? "" : `${file}:${String(lineOf(path))}: `;
    return path.length === 0 ? `${place}${text}` : `${place}${pathText(path)}: ${text}`;
  });
  throw invalid(kind, file, [...new Set(lines)]);
};

const textOf = async (kind: string, file: string): Promise<string> => {
  try {
    if ((await stat(file)).size > maxFileBytes)
      throw invalid(kind, file, [`is larger than ${String(maxFileBytes)} bytes`]);
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof PolkuError) throw error;
    throw new PolkuError(
      "usage",
      { problem: `The definition ${file} cannot be read (${systemCode(error)}).` },
      { cause: error },
    );
  }
};

const ofFile = async <Definition>(kind: AnalysisKind<Definition>, file: string): Promise<Definition> => {
  const source = readYaml(await textOf(kind.name, file));
  if (Array.isArray(source)) {
    throw invalid(
      kind.name,
      file,
      source.map(({ line, text }) => `${file}:${String(line)}: ${text}`),
    );
  }
  return parsed(kind, source.value, file, (path) => source.lineOf(path));
};

const ofName = <Definition extends Named>(
  kind: AnalysisKind<Definition>,
  { config, file }: LoadedConfig,
  name: string,
): Definition => {
  const known = kind.named(config);
  const found = known.find((definition) => definition.name === name);
  if (found !== undefined) return found;
  const hint =
    known.length === 0
      ? `${file} defines none.`
      : suggestionSentence(name, [...new Set(known.map((definition) => definition.name))]);
  throw new PolkuError("usage", {
    problem: `There is no definition ${JSON.stringify(name.slice(0, 80))} for ${kind.name}; ${hint}`,
  });
};

/** Where nothing was said and there is but one in the configuration. Throws usage else. */
const onlyOne = <Definition extends Named>(
  kind: AnalysisKind<Definition>,
  { config, file }: LoadedConfig,
): Definition => {
  const known = kind.named(config);
  const [only] = known;
  if (only !== undefined && known.length === 1) return only;
  const names = known.map((definition) => definition.name).join(", ");
  throw new PolkuError("usage", {
    problem:
      names === ""
        ? `Give a definition of ${kind.name} with --file; ${file} defines none.`
        : `Which ${kind.name}? Give a name (${names}), or a definition with --file.`,
  });
};

/** Reads the one that was chosen; every default where none was, or the only one. Throws usage or definition_invalid. */
export const readDefinition = async <Definition extends Named>(
  kind: AnalysisKind<Definition>,
  loaded: LoadedConfig,
  { name, file, definition }: DefinitionChoice,
): Promise<Definition> => {
  const given = [name, file, definition].filter((choice) => choice !== undefined);
  if (given.length > 1) throw new PolkuError("usage", { problem: "Give a name or a file, not both." });
  if (file !== undefined) return ofFile(kind, file);
  if (name !== undefined) return ofName(kind, loaded, name);
  if (definition === undefined && !kind.schema.safeParse({}).success) return onlyOne(kind, loaded);
  return parsed(kind, definition ?? {}, "The definition", undefined);
};
