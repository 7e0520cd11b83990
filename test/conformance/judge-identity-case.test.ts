import { describe, expect, it } from "vitest";
import { judgeIdentityCase } from "../../conformance/identity/judge-identity-case.ts";
import { lineOf } from "../../conformance/verdict.ts";

const tablet = {
  id: "tablet",
  policy: "polku",
  config: { namespaces: { user: { rank: 1, limit: 1 }, tablet: { rank: 9, kind: "device" } } },
  events: [
    { t: 1, ids: { tablet: "T", user: "tom" } },
    { t: 2, ids: { tablet: "T", user: ["summer"], "e.mail": "null" } },
    { id: "last", t: "2026-01-01T00:00:03Z", ids: { tablet: "T" } },
  ],
};

describe("a published case of identity", () => {
  it("is held against the tables, under its own configuration alone, and told in one line", async () => {
    const verdict = await judgeIdentityCase({
      ...tablet,
      expected: {
        groups: [["user:tom"], ["e.mail:null", "user:summer"]],
        eventGroups: [["1"], ["2", "last"]],
        refusals: ["shared_device", "limit"],
        links: 2,
        owners: [{ event: "1", as_of: 1, owner: "tablet:T" }],
      },
    });
    // Only the link with the e-mail was kept.
    expect(lineOf("tablet", verdict)).toBe("FAILED tablet: links: expected 2, found 1");
  });

  it.each([
    [{ ...tablet, policy: "abode", expected: {} }, "there is no policy abode"],
    [{ ...tablet, expected: { anchors: [] } }, "expected: Unrecognized key"],
    [{ policy: "polku" }, "id: Invalid input"],
  ])("is unsupported where nothing of ours answers it", async (example, reason) => {
    expect(lineOf("x", await judgeIdentityCase(example))).toContain(`unsupported x: ${reason}`);
  });
});
