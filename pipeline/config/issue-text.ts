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

/** A key that is known here, but not with the others, is named as itself. */
const unknownKeys = (path: Path, keys: readonly string[], suggest: KeySuggestion): PathProblem[] =>
  keys.map((key) => {
    const suggested = suggest(path, key);
    const isOfAnother = suggested === `did you mean ${key}?`;
    const text = isOfAnother
      ? "does not go with the other keys here; give it an entry of its own"
      : `unknown key; ${suggested}`;
    return { path: [...path, key], text };
  });

type UnionIssue = Issue & { code: "invalid_union" };

/** What speaks against a branch of a union: that the value as a whole is none of its kind, or each key it does not know. */
const misfits = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => {
    if (issue.code === "unrecognized_keys" && issue.path.length === 0) return sum + issue.keys.length;
    return sum + (issue.path.length === 0 ? 1 : 0);
  }, 0);

/** Of the branches that speak of what is inside the value, the one that it fits best; of equals the first. */
const meantBranch = (issue: UnionIssue): readonly Issue[] | undefined =>
  issue.errors
    .filter((issues) => issues.some(({ code, path }) => path.length > 0 || code === "unrecognized_keys"))
    .toSorted((left, right) => misfits(left) - misfits(right))[0];

/** Keys that no branch knows at all, where every branch is a map: they were misspelt before anything was left out. */
const strangers = (issue: UnionIssue): string[] => {
  const unknown = issue.errors.map((issues) =>
    issues.flatMap((inner) =>
      inner.code === "unrecognized_keys" && inner.path.length === 0 ? inner.keys : [],
    ),
  );
  const [first = []] = unknown;
  return first.filter((key) => unknown.every((keys) => keys.includes(key)));
};

/** Of an empty map, the keys by which its branches begin. */
const wantedKeys = (issue: UnionIssue, value: unknown): string[] =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0
    ? issue.errors.flatMap(([first]) => (first === undefined ? [] : first.path.map(String)))
    : [];

/** Of a union, the branch that was meant speaks; where none was, all types that were possible are named. */
const unionProblems = (issue: UnionIssue, root: unknown, suggest: KeySuggestion): PathProblem[] => {
  const path = pathOf(issue);
  const misspelt = strangers(issue);
  if (misspelt.length > 0) return unknownKeys(path, misspelt, suggest);
  const wanted = wantedKeys(issue, valueAt(root, path));
  if (wanted.length > 1) return [{ path, text: `is empty; give ${wanted.join(" or ")}` }];
  const meant = meantBranch(issue);
  if (meant !== undefined) {
    return meant.flatMap((inner) =>
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
      return unknownKeys(path, issue.keys, suggest);
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
