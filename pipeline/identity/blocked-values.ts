// Which values are no identifier: one regular expression per namespace, in the syntax of RE2 (DuckDB's), which
// takes linear time whatever the pattern or the value.
import { blanks } from "./blanks.ts";
import { blockedEverywhere, type NamespaceRule } from "../../models/identity/namespaces.ts";

/** Only zeros and dashes: the advertising id of a device that refuses tracking, an empty card number … */
const zerosAndDashes = "[0-]+";

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** The whole value, whatever blanks stand around it. */
const whole = (expression: string): string => `^[${blanks}]*(?:${expression})[${blanks}]*$`;

const isExpression = (pattern: string): boolean =>
  pattern.length > 2 && pattern.startsWith("/") && pattern.endsWith("/");

const ofPattern = (pattern: string): string => whole(pattern.split("*").map(literal).join(".*"));

/**
 * The expressions that block a value of the namespace, in any case. Values and patterns with `*` are compared
 * with the whole value; a `/regular expression/` is looked for in it, so that it says itself where it is
 * anchored. `normalise` gives what a configured plain value becomes, so that a blocked phone number is found
 * however it was typed. Without `hasBuiltIn` only what the rule names is blocked.
 */
export const blockedExpressions = (
  rule: NamespaceRule,
  normalise: (value: string) => string | null,
  hasBuiltIn: boolean,
): string[] => {
  const expressions = rule.blocked.filter(isExpression).map((pattern) => pattern.slice(1, -1));
  const patterns = rule.blocked.filter((pattern) => !isExpression(pattern));
  const normalised = patterns
    .filter((pattern) => !pattern.includes("*"))
    .map(normalise)
    .filter((value) => value !== null);
  const builtIn = hasBuiltIn ? [whole([...blockedEverywhere.map(literal), zerosAndDashes].join("|"))] : [];
  const own = [...patterns.map((pattern) => pattern.trim()), ...normalised].map(ofPattern);
  return [...new Set([...builtIn, ...own, ...expressions])];
};

/** One expression that finds what any of them finds; null where there are none. */
export const anyOf = (expressions: readonly string[]): string | null =>
  expressions.length === 0 ? null : expressions.map((expression) => `(?:${expression})`).join("|");
