// What the evidence in scope comes to: when identifiers were seen, which links they have, which values are shared.
import type { Session } from "../../warehouse/session.ts";
import { findNear } from "./links/found.ts";
import type { Scope } from "./scope.ts";
import { keep, make, makeEmpty, view } from "./statements.ts";

const seenOnce = (carries: string): string =>
  `select
    identifier_key, 1 as events, occurred_at as first_seen_at, occurred_at as last_seen_at,
    event_key as first_event_key, is_verified
  from ${carries}`;

const known = `
  select identifier_key, events, first_seen_at, last_seen_at, first_event_key, is_verified from id_earlier_touched`;

/** Of an identifier that lost nothing, what was known and what is new; of others all that is left. */
const factsParts = async (session: Session): Promise<string> => {
  const seen = `${seenOnce("id_carries")} semi join id_new_events using (event_key)`;
  if ((await session.count("select count(*) from id_lost_identifiers")) === 0)
    return `${seen} union all ${known}`;
  return `${seenOnce("id_carries")} semi join id_lost_identifiers using (identifier_key)
    union all
    ${seen} anti join id_lost_identifiers using (identifier_key)
    union all
    ${known} anti join id_lost_identifiers using (identifier_key)`;
};

const pairsSeen = `
  select
    strongest_key as a_key, identifier_key as b_key, 1 as events, occurred_at as first_seen_at,
    occurred_at as last_seen_at, event_key as first_event_key, is_join,
    case when is_join then occurred_at end as joined_at, is_both_verified
  from id_scope_pairs
  where not is_conflicting and not is_denied`;

/** True where touched pairs only gain events that link: then what was known of them can be added to. */
const isGrowing = async (session: Session): Promise<boolean> =>
  (await session.count(
    `select
      (select count(*) from id_lost_identifiers)
      + (select count(*) from id_changed_admissions)
      + (
        select count(*) from event_pairs semi join id_new_events using (event_key)
        where is_conflicting or is_denied
      )`,
  )) === 0;

/** Leaves the pairs in scope, and `id_link_parts`, what links are made of. Gives whether links only grow. */
const openPairs = async (session: Session, scope: Scope): Promise<boolean> => {
  const isGrown = !scope.isFull && (await isGrowing(session));
  const ofTouched = `select * from event_pairs semi join id_touched_pairs as touched
    on touched.a_key = event_pairs.strongest_key and touched.b_key = event_pairs.identifier_key`;
  const ofNew = "select * from event_pairs semi join id_new_events using (event_key)";
  if (scope.isFull) await view(session, "scope_pairs", "select * from event_pairs");
  else await keep(session, "scope_pairs", isGrown ? ofNew : ofTouched);
  const ofBefore = "union all by name from id_found_links semi join id_touched_pairs using (a_key, b_key)";
  await view(session, "link_parts", `${pairsSeen} ${isGrown ? ofBefore : ""}`);
  return isGrown;
};

const openLinkScope = async (session: Session, scope: Scope): Promise<void> => {
  if (scope.isFull) await view(session, "facts_parts", seenOnce("id_carries"));
  else await keep(session, "facts_parts", await factsParts(session));
  await view(
    session,
    "scope_unusable",
    scope.isFull ? "select value_key from unusable_values" : "select value_key from id_touched_unusable",
  );
};

const makeIfTied = async (session: Session, seen: string, statement: string): Promise<void> => {
  const tied = await session.count(`select count(*) from id_${seen} where has_tied_first`);
  await (tied > 0 ? make : makeEmpty)(session, statement);
};

const factsNow = (identifiers: string): string => `
  select
    seen.identifier_key, seen.events, seen.first_seen_at, seen.last_seen_at,
    coalesce(tied.event_key, seen.first_event_key) as first_event_key, seen.is_verified,
    identifiers.kind = 'person' as is_person
  from id_facts_seen as seen
  inner join ${identifiers} as identifiers using (identifier_key)
  left join id_tied_facts as tied using (identifier_key)`;

const keepFacts = async (session: Session, scope: Scope): Promise<void> => {
  await make(session, "links/facts_seen");
  await makeIfTied(session, "facts_seen", "links/tied_facts");
  if (scope.isFull) {
    await session.run(`insert into identifier_facts ${factsNow("identifiers")}`);
    return;
  }
  await keep(session, "facts_now", factsNow("id_found_identifiers"));
  await session.run(
    `delete from identifier_facts where identifier_key in (select identifier_key from id_earlier_touched);
    insert into identifier_facts from id_facts_now`,
  );
};

const linksNow = `
  select
    seen.a_key, seen.b_key, seen.events, seen.first_seen_at, seen.last_seen_at,
    coalesce(tied.event_key, seen.first_event_key) as first_event_key, seen.is_join, seen.joined_at,
    seen.is_both_verified
  from id_links_seen as seen left join id_tied_links as tied using (a_key, b_key)`;

const deleteTouched = (session: Session, table: string): Promise<number> =>
  session.run(`delete from ${table} where (a_key, b_key) in (select (a_key, b_key) from id_touched_pairs)`);

const keepLinks = async (session: Session, scope: Scope): Promise<void> => {
  const isGrown = await openPairs(session, scope);
  await make(session, "links/links_seen");
  await makeIfTied(session, "links_seen", "links/tied_links");
  if (scope.isFull) {
    await session.run(`insert into links ${linksNow}`);
  } else {
    await keep(session, "links_now", linksNow);
    await deleteTouched(session, "links");
    await session.run("insert into links from id_links_now");
  }
  if (!isGrown) await keepRefusedPairs(session, scope);
};

const keepRefusedPairs = async (session: Session, scope: Scope): Promise<void> => {
  await make(session, "links/refused_pairs_seen");
  if (!scope.isFull) await deleteTouched(session, "refused_pairs");
  await session.run(
    "insert into refused_pairs select rule, a_key, b_key, first_event_key from id_refused_pairs_seen",
  );
};

export const keepUnusable = async (session: Session): Promise<void> => {
  await make(session, "links/unusable_seen");
  await session.run(
    `delete from unusable_values
    where value_key in (select value_key from id_scope_unusable)
      and value_key not in (select value_key from id_unusable_seen)`,
  );
  await session.run(
    `update unusable_values set first_event_key = seen.event_key
    from id_unusable_seen as seen where seen.value_key = unusable_values.value_key`,
  );
};

/** Links of the ends of touched pairs. Those that begin elsewhere than in one component with them are of something shared. */
const openScopeLinks = async (session: Session): Promise<void> => {
  await view(
    session,
    "linked_ends",
    `select a_key as identifier_key from id_touched_pairs
    union select b_key as identifier_key from id_touched_pairs`,
  );
  await view(
    session,
    "own_links",
    "from id_found_links anti join id_touched_pairs using (a_key, b_key) union all from id_links_now",
  );
  const hasShared = (await session.count("select count(*) from (from shared_values limit 1)")) > 0;
  await keep(
    session,
    "scope_links",
    `select a_key, b_key from id_own_links as links semi join id_linked_ends as ends on ends.identifier_key = links.a_key
    union
    select a_key, b_key from ${hasShared ? "links" : "id_own_links as links"}
    semi join id_linked_ends as ends on ends.identifier_key = links.b_key`,
  );
};

/** Values that link nobody, decided on the links alone; a full resolve compares with nothing. */
const keepSharedValues = async (session: Session, scope: Scope): Promise<void> => {
  if (scope.isFull) await view(session, "scope_links", "select a_key, b_key from links");
  else await openScopeLinks(session);
  await make(session, "links/crowded_values");
  const crowded = await session.count("select count(*) from id_crowded_values");
  await (crowded > 0 ? make : makeEmpty)(session, "links/shared_values_seen");
  if (!scope.isFull) await restrictSharedValues(session);
  await session.run(
    "insert into shared_values select identifier_key, persons, max_profiles from id_shared_values_seen",
  );
};

/** Only the ends of touched pairs have all of their links in scope. */
const restrictSharedValues = async (session: Session): Promise<void> => {
  await session.run(
    "delete from id_shared_values_seen where identifier_key not in (select identifier_key from id_linked_ends)",
  );
  await make(session, "groups/flipped_values");
  await session.run(
    "delete from shared_values where identifier_key in (select identifier_key from id_linked_ends)",
  );
};

export const gatherLinks = async (session: Session, scope: Scope): Promise<void> => {
  if (!scope.isFull) await findTouched(session);
  await openLinkScope(session, scope);
  await keepFacts(session, scope);
  await keepLinks(session, scope);
  await keepUnusable(session);
  await keepSharedValues(session, scope);
};

/** What was known of the touched identifiers before their facts are written anew, and of all that stand with them. */
const findTouched = async (session: Session): Promise<void> => {
  await findNear(
    session,
    `select identifier_key from id_touched_identifiers
    union all select a_key from id_touched_pairs
    union all select b_key from id_touched_pairs`,
  );
  await keep(
    session,
    "earlier_touched",
    "select * from id_found_facts semi join id_touched_identifiers using (identifier_key)",
  );
};
