import { describe, expect, test } from "vitest";
import { builtInNamespaces } from "../../../models/identity/namespaces.ts";
import { parseConfig } from "../../../pipeline/config/parse-config.ts";
import { resolveNamespaces } from "../../../pipeline/config/namespaces.ts";

const namespacesOf = (yaml: string) => {
  const text = `sources: [{ name: a, connector: web/segment, files: x }]\nidentity: { namespaces: { ${yaml} } }\n`;
  return resolveNamespaces(parseConfig(text, "polku.yaml").config);
};

const named = (yaml: string, namespace: string) =>
  namespacesOf(yaml).find((rule) => rule.namespace === namespace);

describe("the namespaces in force", () => {
  test("are those built in where nothing is said", () => {
    expect(namespacesOf("")).toEqual(builtInNamespaces);
  });

  test("are overridden key by key", () => {
    expect(named("email: { limit: 2 }", "email")).toEqual({
      namespace: "email",
      rank: 3,
      kind: "person",
      limit: 2,
      window_days: null,
      max_per: {},
      max_profiles: 5,
      blocked: ["test@*"],
    });
  });

  test("keep the blocked values that are built in beside those that are added", () => {
    expect(named("email: { blocked: [kassa@example.com, 7] }", "email")?.blocked).toEqual([
      "test@*",
      "kassa@example.com",
      "7",
    ]);
  });

  test("take new ones as persons without limits, after all that have a rank", () => {
    const rules = namespacesOf("member: {}, beacon: {}, visitor: { kind: device, rank: 20 }");
    expect(rules.slice(-3).map(({ namespace, rank, kind }) => [namespace, rank, kind])).toEqual([
      ["visitor", 20, "device"],
      ["beacon", 21, "person"],
      ["member", 21, "person"],
    ]);
    expect(named("member: {}", "member")).toMatchObject({ rank: 15, limit: null, max_profiles: null });
  });

  test("are only those that the configuration names where it wants none of ours", () => {
    const text =
      "sources: [{ name: a, connector: web/segment, files: x }]\nidentity: { built_in_namespaces: false, namespaces: { email: {}, member: { rank: 3 } } }\n";
    const rules = resolveNamespaces(parseConfig(text, "polku.yaml").config);
    expect(rules.map(({ namespace, rank, limit, blocked }) => [namespace, rank, limit, blocked])).toEqual([
      ["member", 3, null, []],
      ["email", 4, null, []],
    ]);
  });

  test("stand by rank, then name", () => {
    expect(
      namespacesOf("phone: { rank: 1 }")
        .map((rule) => rule.namespace)
        .slice(0, 3),
    ).toEqual(["phone", "user_id", "loyalty_card"]);
  });
});
