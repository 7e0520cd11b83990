// A zod issue → one sentence: what is wrong and what would be right. Never shows a value that could name a
// person: only keys, types, and values out of closed lists.
import type { z } from "zod";
import { conditionColumns } from "../../models/condition.ts";
import { keySuggestion } from "./known-keys.ts";
import { nearest, suggestion } from "./nearest.ts";
import type { Path } from "./yaml-source.ts";

type Issue = z.core.$ZodIssue;

/** What to say after an unknown key at a path. */
type KeySuggestion = (path: Path, key: string) => string;

export interface PathProblem {
  readonly path: Path;
  readonly text: string;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

const typeName = (type: string): string => typeNames[type] ?? type;

const typeOf = (value: unknown): string => {
  if (value === null || value === undefined) return "empty";
  return typeName(Array.isArray(value) ? "array" : typeof value);
};

const pathOf = (issue: Issue): Path =>
  issue.path.map((part) => (typeof part === "number" ? part : String(part)));

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (found, segment) =>
      typeof found === "object" && found !== null ? Reflect.get(found, segment) : undefined,
    value,
  );

const wrongType = (value: unknown, expected: string): string =>
  value === undefined ? `is missing; give ${expected}` : `is ${typeOf(value)} and must be ${expected}`;

const isOwnWording = (message: string): boolean => !/^(Too (small|big)|Invalid|Unrecognized)/.test(message);

const outOfList = (value: unknown, values: readonly unknown[]): string => {
  const known = values.map(String);
  const isHarmless = typeof value === "string" && /^[\w./-]{1,40}$/.test(value);
  return isHarmless
    ? `${value} is unknown; ${suggestion(value, known)}`
    : `must be one of ${known.join(", ")}`;
};

const bound = (issue: Issue): string => {
  if (issue.code === "too_small") {
    const least = `${issue.inclusive === false ? "more than" : "at least"} ${String(issue.minimum)}`;
    return issue.origin === "number" || issue.origin === "int"
      ? `must be ${least}`
      : `must have ${least} ${issue.origin === "string" ? "characters" : "entries"}`;
  }
  if (issue.code === "too_big") {
    const most = `${issue.inclusive === false ? "less than" : "at most"} ${String(issue.maximum)}`;
    return issue.origin === "number" || issue.origin === "int"
      ? `must be ${most}`
      : `must have ${most} ${issue.origin === "string" ? "characters" : "entries"}`;
  }
  return issue.message;
};

const expectedOf = (issues: readonly Issue[]): string[] =>
  issues.flatMap((issue) => (issue.code === "invalid_type" ? [typeName(issue.expected)] : []));

/** Of a union, the branch that went deepest speaks; where none did, all types that were possible are named. */
const unionProblems = (
  issue: Issue & { code: "invalid_union" },
  root: unknown,
  suggest: KeySuggestion,
): PathProblem[] => {
  const path = pathOf(issue);
  const deep = issue.errors.find((issues) => issues.some((inner) => inner.path.length > 0));
  if (deep !== undefined) {
    return deep.flatMap((inner) =>
      issueProblems({ ...inner, path: [...issue.path, ...inner.path] }, root, suggest),
    );
  }
  const expected = [...new Set(issue.errors.flatMap(expectedOf))];
  return [{ path, text: wrongType(valueAt(root, path), expected.join(" or ")) }];
};

/** A condition's key that is nearly a column. */
const unknownColumn = (path: Path): string | undefined => {
  const column = nearest(String(path.at(-1)), conditionColumns);
  return column === undefined ? undefined : `unknown key; did you mean ${column}?`;
};

/** One problem per issue; several for a map with several unknown keys. `suggest` knows keys by their path. */
export const issueProblems = (
  issue: Issue,
  root: unknown,
  suggest: KeySuggestion = keySuggestion,
): PathProblem[] => {
  const path = pathOf(issue);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        text: `unknown key; ${suggest(path, key)}`,
      }));
    case "invalid_union":
      return unionProblems(issue, root, suggest);
    case "invalid_type":
      return [{ path, text: wrongType(valueAt(root, path), typeName(issue.expected)) }];
    case "invalid_value":
      return [{ path, text: outOfList(valueAt(root, path), issue.values) }];
    case "invalid_key":
    case "invalid_element":
      return issue.issues.map((inner) => ({ path, text: unknownColumn(path) ?? inner.message }));
    default:
      return [{ path, text: isOwnWording(issue.message) ? issue.message : bound(issue) }];
  }
};
