// A resolve of everything counts in typed arrays and writes each table once; it gives what increments would. The few
// components that break a rule, and ties that need texts, go through the statements of an increment.
import type { Policy, PolicyRules } from "../../identity/policies/policy.ts";
import type { Session } from "../../warehouse/session.ts";
import { countBroken, type Grouping, openActiveLinks, openDirt, openStated } from "./groups.ts";
import { keepUnusable } from "./links.ts";
import type { Scope } from "./scope.ts";
import { make, view } from "./statements.ts";
import { type Identifiers, keepAllFacts } from "./whole/facts.ts";
import { type AllGroups, groupAll } from "./whole/groups.ts";
import { keepAllLinks, labelAll } from "./whole/links.ts";
import { keepAllMembers } from "./whole/members.ts";

export interface Whole {
  readonly grouping: Grouping;
  readonly groups: AllGroups;
  readonly identifiers: Identifiers;
}

/** What pairs and values come to that link nobody. */
const keepRefused = async (session: Session): Promise<void> => {
  await view(session, "scope_pairs", "select * from event_pairs");
  await make(session, "links/refused_pairs_seen");
  await session.run(
    "insert into refused_pairs select rule, a_key, b_key, first_event_key from id_refused_pairs_seen",
  );
  await view(session, "scope_unusable", "select value_key from unusable_values");
  await keepUnusable(session);
};

/** Writes the facts, links, shared values, refusals and members of all evidence. */
export const groupEverything = async (
  session: Session,
  scope: Scope,
  policy: Policy,
  rules: PolicyRules,
  maxComponentLinks: number,
): Promise<Whole> => {
  const identifiers = await keepAllFacts(session);
  await keepAllLinks(session);
  await keepRefused(session);
  await openStated(session, scope);
  await openDirt(session, scope);
  await openActiveLinks(session, scope);
  const labels = await labelAll(session, identifiers.namespaces.length);
  const groups = await groupAll(session, labels, identifiers, policy, rules);
  await keepAllMembers(session, groups);
  return { grouping: await countBroken(session, maxComponentLinks), groups, identifiers };
};
