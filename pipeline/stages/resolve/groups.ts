// Groups identifiers: components of the links by union-find, and where a component breaks a rule, by the policy.
import { connectedComponents } from "../../identity/union-find.ts";
import type { Policy, PolicyRules } from "../../identity/policies/policy.ts";
import { integers, type Session } from "../../warehouse/session.ts";
import { applyPolicy } from "./broken-components/apply-policy.ts";
import { findNear } from "./links/found.ts";
import type { Scope } from "./scope.ts";
import { keep, make, makeAll, makeOf, view } from "./statements.ts";

/** What the store holds of the identifiers in scope. Facts of touched ones are written anew already. */
const openKnown = async (session: Session): Promise<void> => {
  await keep(
    session,
    "known_facts",
    `select * from id_found_facts semi join id_dirty_identifiers using (identifier_key)
    anti join id_touched_identifiers using (identifier_key)
    union all
    select * from id_facts_now`,
  );
  await keep(
    session,
    "known_identifiers",
    "select * from id_found_identifiers semi join id_dirty_identifiers using (identifier_key)",
  );
};

export const openAllKnown = async (session: Session): Promise<void> => {
  await view(session, "known_facts", "select * from identifier_facts");
  await view(session, "known_identifiers", "select * from identifiers");
};

/** Everything, or the identifiers of the components that new evidence touches. */
export const openDirt = async (session: Session, scope: Scope): Promise<void> => {
  if (scope.isFull) {
    await view(session, "dirty_identifiers", "select identifier_key from identifier_facts");
    await view(session, "scope_shared_values", "select identifier_key from shared_values");
    await openAllKnown(session);
    return;
  }
  await make(session, "groups/seeds");
  await findNear(session, "select identifier_key from id_seeds");
  await makeAll(session, ["groups/dirty_members", "groups/dirty_identifiers"]);
  await openKnown(session);
  await view(
    session,
    "scope_shared_values",
    "select identifier_key from shared_values semi join id_dirty_identifiers using (identifier_key)",
  );
  await view(
    session,
    "scope_earlier_identifiers",
    `select identifier_key from id_known_facts
    anti join id_touched_identifiers using (identifier_key)
    union all
    select identifier_key from id_earlier_touched`,
  );
  await make(session, "profiles/earlier_members");
};

const nothingStated = `
  create or replace temp table id_stated_pairs (
    a_key integer, b_key integer, is_split boolean, stated_at timestamp, statement_id varchar, place integer
  );
  create or replace temp table id_stated_seeds (identifier_key integer)`;

/** What statements say of identifiers that were seen. */
export const openStated = async (session: Session, scope: Scope): Promise<void> => {
  const stated = await session.count(
    "select (select count(*) from stated_pairs) + (select count(*) from id_changed_pairs)",
  );
  if (stated === 0) {
    await session.run(nothingStated);
    return;
  }
  await make(session, "statements/stated_pairs");
  if (!scope.isFull) await make(session, "statements/stated_seeds");
};

export const openActiveLinks = async (session: Session, scope: Scope): Promise<void> => {
  const dirty = scope.isFull
    ? ""
    : "semi join id_dirty_identifiers as dirty on dirty.identifier_key = links.a_key";
  await (scope.isFull ? view : keep)(
    session,
    "active_links",
    `select links.* from ${scope.isFull ? "links" : "id_own_links as links"} ${dirty}
    anti join shared_values as shared_a on shared_a.identifier_key = links.a_key
    anti join shared_values as shared_b on shared_b.identifier_key = links.b_key`,
  );
};

/** A join that someone stated connects as a link does, also identifiers that no event carried together. */
const findComponents = async (session: Session, scope: Scope): Promise<void> => {
  const links = await session.columns(
    `select a_key, b_key from id_active_links
    union all
    select a_key, b_key from id_stated_pairs ${scope.isFull ? "" : "semi join id_dirty_identifiers as dirty on dirty.identifier_key = a_key"}
    where not is_split`,
  );
  const size = 1 + (await session.count("select coalesce(max(identifier_key), 0) from identifiers"));
  const { nodes, labels } = connectedComponents(integers(links["a_key"]), integers(links["b_key"]), size);
  await makeOf(session, "components", { identifier_key: nodes, component_key: labels });
};

/** Leaves `id_broken_sizes`: the components that the policy is asked about. */
export const findBroken = async (session: Session, policy: Policy, rules: PolicyRules): Promise<void> => {
  if (policy.sees === "linked") {
    await view(session, "broken_components", "select distinct component_key from id_components");
  } else {
    await make(session, "groups/broken_components");
  }
  if (policy.sees === "broken" && rules.directions.length > 0) {
    await make(session, "broken/crowded_directions");
    await session.run(
      "insert into id_broken_components from id_crowded_directions anti join id_broken_components using (component_key)",
    );
  }
  await make(session, "groups/broken_sizes");
};

export interface Grouping {
  /** Components that broke a rule. */
  readonly broken: number;
  /** Of these the ones with more links than `identity.max_component_links`; they were resolved last. */
  readonly oversized: number;
}

/** Leaves `id_groups`: the linked identifiers in scope with component, group, and how they are shared. */
export const group = async (
  session: Session,
  scope: Scope,
  policy: Policy,
  rules: PolicyRules,
  maxComponentLinks: number,
): Promise<Grouping> => {
  await openStated(session, scope);
  await openDirt(session, scope);
  await openActiveLinks(session, scope);
  await findComponents(session, scope);
  await findBroken(session, policy, rules);
  if (!scope.isFull) {
    await session.run(
      "delete from link_refusals where a_key in (select identifier_key from id_dirty_identifiers)",
    );
  }
  await applyPolicy(session, policy, rules);
  await make(session, "groups/groups");
  return countBroken(session, maxComponentLinks);
};

export const countBroken = async (session: Session, maxComponentLinks: number): Promise<Grouping> => ({
  broken: await session.count("select count(*) from id_broken_sizes"),
  oversized: await session.count("select count(*) from id_broken_sizes where links > $1", [
    maxComponentLinks,
  ]),
});
