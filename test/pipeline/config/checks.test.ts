import { describe, expect, it } from "vitest";
import { PolkuError } from "../../../models/errors.ts";
import { parseConfig } from "../../../pipeline/config/parse-config.ts";

const yaml = (identity: string): string =>
  `sources: [{ name: a, connector: web/segment, files: x }]\nidentity: ${identity}\n`;

const warningsOf = (identity: string): readonly string[] =>
  parseConfig(yaml(identity), "polku.yaml").warnings;

const problemOf = (identity: string): string => {
  try {
    warningsOf(identity);
  } catch (error) {
    if (error instanceof PolkuError) return error.message;
    throw error;
  }
  return "none";
};

describe("a configuration of identity", () => {
  it.each([
    ["{ policy: abode }", "identity.policy: abode is unknown; did you mean adobe?"],
    ["{ namespaces: { email: { limit: 0 } } }", "identity.namespaces.email.limit: must be more than 0"],
    [
      "{ namespaces: { email: { window_days: 0 } } }",
      "identity.namespaces.email.window_days: must be more than 0",
    ],
    [
      "{ namespaces: { anonymous_id: { window_days: 30 } } }",
      "identity.namespaces.anonymous_id.window_days: narrows a limit; give limit too",
    ],
    [
      "{ namespaces: { anonymous_id: { max_per: { user_idd: 3 } } } }",
      "identity.namespaces.anonymous_id.max_per.user_idd: unknown namespace; did you mean user_id?",
    ],
    [
      "{ namespaces: { email: { max_per: { email: 3 } } } }",
      "identity.namespaces.email.max_per.email: names another namespace, not its own",
    ],
    [
      "{ namespaces: { email: { max_per: { user_id: 0 } } } }",
      "identity.namespaces.email.max_per.user_id: must be more than 0",
    ],
    [
      "{ built_in_namespaces: false }",
      "identity.built_in_namespaces: is false, and identity.namespaces names none: then nothing is an identifier",
    ],
    ["{ values: as_givn }", "identity.values: as_givn is unknown; did you mean as_given?"],
  ])("%s is refused with what to do", (identity, problem) => {
    expect(problemOf(identity)).toContain(problem);
  });

  it("may narrow a limit that is built in by a window", () => {
    expect(problemOf("{ namespaces: { email: { window_days: 30 } } }")).toBe("none");
  });

  it("is told which guards the policy segment does not ask", () => {
    const guards = "refuse_claims: true, namespaces: { anonymous_id: { max_per: { user_id: 3 } } }";
    expect(warningsOf(`{ policy: segment, ${guards} }`)).toEqual([
      "polku.yaml:2: identity.namespaces.anonymous_id.max_per: is not asked by the policy segment",
      "polku.yaml:2: identity.refuse_claims: is not asked by the policy segment",
    ]);
    expect(warningsOf(`{ policy: adobe, ${guards} }`)).toEqual([]);
  });
});

/** Configurations that give a name to a source, a journey, a funnel. */
const named = (name: string): readonly string[] => [
  `sources: [{ name: ${name}, connector: web/segment, files: x }]`,
  `sources: [{ name: a, connector: web/segment, files: x }]\njourneys: [{ name: ${name}, goal: { event_type: x } }]`,
  `sources: [{ name: a, connector: web/segment, files: x }]\nfunnels: [{ name: ${name}, steps: [{ event_type: x }, { event_type: y }] }]`,
];

describe("a name that could stand in a path, a table or a query", () => {
  it.each(["../../etc", "a/b", "a\\b", ".", "a'; drop table events; --", 'a"b', "a\nb", "a b", ""])(
    "is no %j",
    (name) => {
      for (const text of named(JSON.stringify(name))) {
        expect(() => parseConfig(text, "polku.yaml")).toThrow("use lower-case letters, digits, _ and - only");
      }
    },
  );

  it("is made of letters and digits", () => {
    for (const text of named("a-1_b")) parseConfig(text, "polku.yaml");
  });
});
