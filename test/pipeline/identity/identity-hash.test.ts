import { describe, expect, it } from "vitest";
import { builtInNamespaces } from "../../../models/identity/namespaces.ts";
import { identityHash } from "../../../pipeline/identity/identity-hash.ts";
import { neutralConfig } from "../../world/neutral.ts";

const hashOf = (given: Readonly<Record<string, unknown>> = {}, namespaces = builtInNamespaces): string =>
  identityHash({ config: neutralConfig(given), namespaces });

describe("identityHash", () => {
  it("is the same whatever the order of namespaces and whatever does not decide who is who", () => {
    expect(hashOf({}, builtInNamespaces.toReversed())).toBe(hashOf());
    expect(hashOf({ timezone: "Europe/Helsinki", sessions: { gap_minutes: 5 } })).toBe(hashOf());
    expect(hashOf({ identity: { max_component_links: 5 } })).toBe(hashOf());
  });

  it("is another for everything that decides who is who", () => {
    const hashes = [
      hashOf(),
      hashOf({ identity: { phone: { default_country: "FI" } } }),
      hashOf({ identity: { refuse_claims: true } }),
      hashOf({ consent: { purpose: "analytics" } }),
      hashOf({}, builtInNamespaces.slice(1)),
      hashOf(
        {},
        builtInNamespaces.map((rule) => ({ ...rule, blocked: ["x"] })),
      ),
      hashOf(
        {},
        builtInNamespaces.map((rule) => ({ ...rule, window_days: 30 })),
      ),
      hashOf(
        {},
        builtInNamespaces.map((rule) => ({ ...rule, max_per: { email: 2 } })),
      ),
      hashOf({ identity: { policy: "adobe" } }),
      hashOf({ identity: { values: "as_given" } }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
