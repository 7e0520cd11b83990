import { describe, expect, it } from "vitest";
import type { NamespaceRule } from "../../../models/identity/namespaces.ts";
import { anyOf, blockedExpressions } from "../../../pipeline/identity/blocked-values.ts";

const ruleOf = (...blocked: string[]): NamespaceRule => ({
  namespace: "user_id",
  rank: 1,
  kind: "person",
  limit: 1,
  window_days: null,
  max_per: {},
  max_profiles: null,
  blocked,
});

// The expressions are of a syntax that JavaScript shares; in a run it is DuckDB that reads them.
const isBlocked = (value: string, rule: NamespaceRule, hasBuiltIn = true): boolean => {
  const expression = anyOf(blockedExpressions(rule, () => null, hasBuiltIn));
  return expression !== null && new RegExp(expression, "isu").test(value);
};

describe("blocked values", () => {
  it.each([
    "",
    " ",
    "null",
    "NULL",
    " Null\t",
    "N/A",
    "0",
    "-1",
    "000",
    "00000000-0000-0000-0000-000000000000",
    "-",
  ])("are %j in every namespace", (value) => {
    expect(isBlocked(value, ruleOf())).toBe(true);
  });

  it.each(["nullable", "guest7", "10", "0a", "n-a", "anonymous@example.com"])("are not %j", (value) => {
    expect(isBlocked(value, ruleOf())).toBe(false);
  });

  it("are compared whole and in any case, with * for anything", () => {
    const rule = ruleOf("Till.1", "kiosk-*");
    expect(["till.1", "TILL.1", "kiosk-", "Kiosk-12"].filter((value) => !isBlocked(value, rule))).toEqual([]);
    expect(["till.12", "tillx1", "a kiosk-1"].filter((value) => isBlocked(value, rule))).toEqual([]);
  });

  it("are looked for by a /regular expression/, which says itself where it is anchored", () => {
    expect(isBlocked("user-test-7", ruleOf("/test-\\d/"))).toBe(true);
    expect(isBlocked("user-test-7", ruleOf("/^test-\\d$/"))).toBe(false);
    expect(isBlocked("TEST-7", ruleOf("/^test-\\d$/"))).toBe(true);
  });

  it("hold a configured value also in the form that it is normalised to", () => {
    const expressions = blockedExpressions(ruleOf("040 123"), () => "+35840123", true);
    expect(new RegExp(anyOf(expressions) ?? "", "i").test("+35840123")).toBe(true);
  });

  it("are only the configured ones where the built-in ones do not apply", () => {
    expect(isBlocked("null", ruleOf("x"), false)).toBe(false);
    expect(anyOf(blockedExpressions(ruleOf(), () => null, false))).toBeNull();
  });
});
