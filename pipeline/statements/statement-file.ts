// Reads a file of statements: what `polku identity list --json` prints, or written by hand; a JSON array, YAML, or one
// JSON object a line. Refuses what has another shape, with the place.
import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { PolkuError, systemCode } from "../../models/errors.ts";
import { identifierOf } from "./identifier-text.ts";
import type { StatementWish } from "./statement-wishes.ts";

const maxFileBytes = 64_000_000;

/** Beyond it a number of JSON is not the one that was written. */
const value = z.union([
  z.string().min(1),
  z.number().refine(Number.isSafeInteger, "write this number as a text").transform(String),
]);

const identifier = z.union(
  [
    z.string().transform((text, context) => {
      const found = identifierOf(text);
      if (found !== undefined) return found;
      context.addIssue("no identifier");
      return z.NEVER;
    }),
    z.object({ namespace: z.string(), value }),
  ],
  { error: "write an identifier as NAMESPACE:VALUE, or with the keys namespace and value as texts" },
);

/** The scalars of YAML are read as texts: a number would lose its leading zeros. */
const idOrNull = z
  .string()
  .nullish()
  .transform((text) => (text === "" || text === "null" || text === "~" ? null : text));

const entry = z.object({
  kind: z.string("say the kind of the statement, such as join"),
  identifiers: z.array(identifier).optional(),
  undoes: idOrNull,
  reason: z.string().optional(),
  at: z.string().optional(),
  author: z.string().optional(),
  statement_id: z.string().optional(),
  undone_by: idOrNull,
});

const invalid = (file: string, problem: string, cause?: unknown): PolkuError =>
  new PolkuError("usage", { problem: `${file}${problem}` }, { cause });

const textOf = async (file: string): Promise<string> => {
  try {
    if ((await stat(file)).size > maxFileBytes)
      throw invalid(file, ` is larger than ${String(maxFileBytes)} bytes.`);
    return (await readFile(file, "utf8")).replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof PolkuError) throw error;
    throw invalid(file, ` cannot be read (${systemCode(error)}).`, error);
  }
};

const parsedLines = (text: string): unknown[] | undefined => {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0 || !lines.every((line) => line.trimStart().startsWith("{"))) return undefined;
  try {
    return lines.map((line): unknown => JSON.parse(line));
  } catch {
    return undefined;
  }
};

const parsed = async (file: string, text: string): Promise<unknown> => {
  try {
    return JSON.parse(text);
  } catch {
    const lines = parsedLines(text);
    if (lines !== undefined) return lines;
  }
  const { parse } = await import("yaml");
  try {
    return parse(text, { schema: "failsafe" });
  } catch (error) {
    throw invalid(file, " is neither JSON, nor YAML, nor one JSON object a line.", error);
  }
};

const entriesOf = (file: string, document: unknown): readonly unknown[] => {
  if (Array.isArray(document)) return document;
  if (document === null || document === undefined) return [];
  if (typeof document === "object") return [document];
  throw invalid(file, " holds no list of statements.");
};

/** The wishes of a file, in its order. Throws usage. */
export const readStatementFile = async (file: string): Promise<StatementWish[]> => {
  const entries = entriesOf(file, await parsed(file, await textOf(file)));
  const read = entries.map((one) => entry.safeParse(one));
  const problems = read.flatMap((result, index) =>
    result.success
      ? []
      : result.error.issues.map(
          ({ path, message }) => `${file}, statement ${String(index + 1)}: ${path.join(".")}: ${message}`,
        ),
  );
  if (problems.length > 0) throw new PolkuError("usage", { problem: problems.slice(0, 20).join("\n") });
  return read.flatMap((result) => (result.success ? [result.data] : []));
};
