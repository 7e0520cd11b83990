// Hands components that break a rule to the policy, one by one, and keeps its answers.
import type { Policy, PolicyRules, Refusal } from "../../../identity/policies/policy.ts";
import type { Session } from "../../../warehouse/session.ts";
import { makeOf } from "../statements.ts";
import { keepRefusals, type RefusedLink } from "./keep-refusals.ts";
import { type BrokenEvidence, componentsOf, readBroken } from "./read-components.ts";

const none = new Int32Array();

interface Answers {
  readonly group: Int32Array;
  readonly isShared: Int32Array;
  readonly refusals: RefusedLink[];
}

const resolveAll = (evidence: BrokenEvidence, policy: Policy, rules: PolicyRules): Answers => {
  const { nodes, links, statements } = evidence;
  const answers: Answers = {
    group: new Int32Array(nodes.key.length),
    isShared: new Int32Array(nodes.key.length),
    refusals: [],
  };
  for (const { component, firstNode, firstLink, firstStatement } of componentsOf(evidence)) {
    const { groups, isShared, refusals } = policy.resolve(component, rules);
    groups.forEach((smallest, node) => {
      answers.group[firstNode + node] = nodes.key[firstNode + smallest] ?? 0;
      answers.isShared[firstNode + node] = isShared[node] ?? 0;
    });
    const endsOf = ({ link }: Pick<Refusal, "link">) => ({
      a: links.a[firstLink + link] ?? 0,
      b: links.b[firstLink + link] ?? 0,
    });
    for (const refusal of refusals) {
      const winner = refusal.winner === undefined ? undefined : endsOf({ link: refusal.winner });
      const statement =
        refusal.statement === undefined ? undefined : statements.place[firstStatement + refusal.statement];
      answers.refusals.push({ ...endsOf(refusal), refusal, winner, statement });
    }
  }
  return answers;
};

/** Of identifiers of broken components; `isShared`: it is a shared device and in no group. */
export interface Resolution {
  readonly keys: Int32Array;
  readonly groups: Int32Array;
  readonly isShared: Int32Array;
}

/** Gives, and leaves as `id_resolved`, the group of each identifier of a broken component, or that it is a shared device. */
export const applyPolicy = async (
  session: Session,
  policy: Policy,
  rules: PolicyRules,
): Promise<Resolution> => {
  // Names and events of all links are looked up in vain where nothing is broken, as in most increments.
  if ((await session.count("select count(*) from id_broken_sizes")) === 0) {
    await makeOf(session, "resolved", { identifier_key: none, group_key: none, is_shared: none });
    return { keys: none, groups: none, isShared: none };
  }
  const evidence = await readBroken(session, policy, rules);
  const { group, isShared, refusals } = resolveAll(evidence, policy, rules);
  await makeOf(session, "resolved", {
    identifier_key: evidence.nodes.key,
    group_key: group,
    is_shared: isShared,
  });
  await keepRefusals(session, refusals);
  return { keys: evidence.nodes.key, groups: group, isShared };
};
