// Holds what a case of identity expects against what the tables say.
import { policyNames } from "../../models/config.ts";
import { type Verdict, verdictOf } from "../verdict.ts";
import { type IdentityCase, identityCase, publishedName } from "./identity-case.ts";
import { type FoundIdentity, playIdentityCase } from "./play-identity-case.ts";

const byText = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

const sortedGroups = (groups: readonly (readonly string[])[]): string[][] =>
  groups
    .map((group) => group.toSorted(byText))
    .toSorted((one, other) => byText(one.join("\n"), other.join("\n")));

const difference = (what: string, expected: unknown, found: unknown): string[] =>
  JSON.stringify(expected) === JSON.stringify(found)
    ? []
    : [`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`];

const ownerDifferences = ({ expected }: IdentityCase, found: FoundIdentity): string[] =>
  (expected.owners ?? []).flatMap(({ event, as_of, owner }, place) => {
    const holds = found.owners[place] ?? [];
    return holds.includes(publishedName(owner))
      ? []
      : [`owner of ${event} as of ${String(as_of)}: expected ${owner}, found ${JSON.stringify(holds)}`];
  });

const differences = (example: IdentityCase, found: FoundIdentity): string[] => {
  const { groups, eventGroups, refusals, links } = example.expected;
  const named = groups?.map((group) => group.map(publishedName));
  return [
    ...(named === undefined ? [] : difference("groups", sortedGroups(named), sortedGroups(found.groups))),
    ...(eventGroups === undefined
      ? []
      : difference("eventGroups", sortedGroups(eventGroups), sortedGroups(found.eventGroups))),
    ...(refusals === undefined
      ? []
      : difference("refusals", refusals.toSorted(byText), found.refusals.toSorted(byText))),
    ...(links === undefined ? [] : difference("links", links, found.links)),
    ...ownerDifferences(example, found),
  ];
};

/** Plays one case, as its file gives it. */
export const judgeIdentityCase = async (given: unknown): Promise<Verdict> => {
  const parsed = identityCase.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      kind: "unsupported",
      reason: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "no such shape"}`,
    };
  }
  const example = parsed.data;
  if (!policyNames.some((name) => name === example.policy)) {
    return { kind: "unsupported", reason: `there is no policy ${example.policy}` };
  }
  return verdictOf(differences(example, await playIdentityCase(example)));
};
