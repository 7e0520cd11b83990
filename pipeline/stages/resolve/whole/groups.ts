// Groups all identifiers in typed arrays: nearly every component breaks no rule and is a group; only the few others are
// read out of the store, for the policy.
import { type Anchors, findAnchors } from "../../../identity/sets/anchors.ts";
import { overLimit } from "../../../identity/sets/over-limit.ts";
import { placesOf, placesWhere } from "../../../identity/sets/places.ts";
import type { Policy, PolicyRules } from "../../../identity/policies/policy.ts";
import { integers, type Session } from "../../../warehouse/session.ts";
import { applyPolicy } from "../broken-components/apply-policy.ts";
import { findBroken, openAllKnown } from "../groups.ts";
import { keep, make, makeAll, makeOf, view } from "../statements.ts";
import type { Identifiers } from "./facts.ts";

export interface AllGroups {
  /** By identifier key: its component, 0 where it is linked with nobody. */
  readonly labels: Int32Array;
  /** By identifier key: the profile that holds it, by the key of its anchor; 0 where it is shared or was not seen. */
  readonly profiles: Int32Array;
}

/** True where more than a limit can break a component: then all components are looked at in the store. */
const asksForAll = async (session: Session, policy: Policy, rules: PolicyRules): Promise<boolean> =>
  policy.sees !== "broken" ||
  rules.directions.length > 0 ||
  rules.refusesClaims ||
  (await session.count("select count(*) from id_stated_pairs")) > 0;

const componentsOf = async (session: Session, labels: Int32Array, places: Int32Array): Promise<void> => {
  await session.run(
    "create or replace temp table id_components (identifier_key integer, component_key integer)",
  );
  await session.bulkAppend(
    "temp.id_components",
    [{ type: "place" }, { type: "integer", values: labels }],
    places,
  );
};

const findAllBroken = async (
  session: Session,
  { labels, namespaces }: { readonly labels: Int32Array; readonly namespaces: Uint16Array },
  policy: Policy,
  rules: PolicyRules,
): Promise<void> => {
  if (await asksForAll(session, policy, rules)) {
    await componentsOf(session, labels, placesWhere(labels));
    await findBroken(session, policy, rules);
    return;
  }
  const broken = overLimit(labels, namespaces, rules.limits);
  const isBroken = new Uint8Array(labels.length);
  for (const label of broken) isBroken[label] = 1;
  const members = placesOf(labels.length, (key) => isBroken[labels[key] ?? 0] === 1);
  await componentsOf(session, labels, members);
  await makeOf(session, "broken_components", { component_key: broken });
  await narrow(session);
  await make(session, "groups/broken_sizes");
};

/** What the policy reads, of the few identifiers in `id_components`. */
const narrow = async (session: Session): Promise<void> => {
  for (const [name, key] of Object.entries(readByPolicy)) {
    await keep(
      session,
      `broken_${name}`,
      `select * from id_${name} semi join id_components as components on components.identifier_key = ${key}`,
    );
    await view(session, name, `from id_broken_${name}`);
  }
};

const readByPolicy = {
  active_links: "a_key",
  known_facts: "id_known_facts.identifier_key",
  known_identifiers: "id_known_identifiers.identifier_key",
};

/** Some anchors hang on the order of events or on the text of values: the engine knows both. */
const decideAnchors = async (
  session: Session,
  groups: Int32Array,
  { anchors, undecided }: Anchors,
): Promise<void> => {
  if (undecided.length === 0) return;
  const isUndecided = new Uint8Array(groups.length);
  for (const group of undecided) isUndecided[group] = 1;
  const members = placesOf(groups.length, (key) => isUndecided[groups[key] ?? 0] === 1);
  await session.run("create or replace temp table id_groups (identifier_key integer, group_key integer)");
  await session.bulkAppend(
    "temp.id_groups",
    [{ type: "place" }, { type: "integer", values: groups }],
    members,
  );
  await makeAll(session, ["profiles/anchor_candidates", "profiles/anchors"]);
  const columns = await session.columns("select group_key, identifier_key from id_anchors");
  const keys = integers(columns["identifier_key"]);
  integers(columns["group_key"]).forEach((group, row) => (anchors[group] = keys[row] ?? 0));
};

/** Leaves `id_broken_sizes` and the refusals of the policy. */
export const groupAll = async (
  session: Session,
  labels: Int32Array,
  { namespaces, isPerson, ...seen }: Identifiers,
  policy: Policy,
  rules: PolicyRules,
): Promise<AllGroups> => {
  await findAllBroken(session, { labels, namespaces }, policy, rules);
  const resolved = await applyPolicy(session, policy, rules);
  await openAllKnown(session);
  const groups = labels.slice();
  resolved.keys.forEach((key, row) => {
    groups[key] = resolved.isShared[row] === 1 ? 0 : (resolved.groups[row] ?? 0);
  });
  const shared = integers(
    (await session.columns("select identifier_key from shared_values"))["identifier_key"],
  );
  for (const key of shared) groups[key] = 0;
  const found = findAnchors({ groups, namespaces, isPerson }, seen);
  await decideAnchors(session, groups, found);
  const isShared = new Uint8Array(groups.length);
  for (const key of shared) isShared[key] = 1;
  for (let key = 1; key < groups.length; key += 1) {
    const group = groups[key] ?? 0;
    if (group !== 0) groups[key] = found.anchors[group] ?? 0;
    else if (labels[key] === 0 && isShared[key] === 0 && seen.isSeen[key] === 1) groups[key] = key;
  }
  return { labels, profiles: groups };
};
