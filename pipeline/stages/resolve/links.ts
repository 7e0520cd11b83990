// What the evidence in scope comes to: when identifiers were seen, which links they have, which values are shared.
import type { Session } from "../../warehouse/session.ts";
import type { Scope } from "./scope.ts";
import { make, makeAll, view } from "./statements.ts";

const scoped = (scope: Scope, select: string, restriction: string): string =>
  scope.isFull ? select : `${select} ${restriction}`;

const seenOnce = (carries: string): string =>
  `select
    identifier_key, 1 as events, occurred_at as first_seen_at, occurred_at as last_seen_at,
    event_key as first_event_key, is_verified
  from ${carries}`;

/** Of an identifier that lost nothing, what was known and what is new; of others all that is left. */
const factsParts = `
  ${seenOnce("id_carries")} semi join id_lost_identifiers using (identifier_key)
  union all
  ${seenOnce("id_carries")} semi join id_new_events using (event_key)
    anti join id_lost_identifiers using (identifier_key)
  union all
  select identifier_key, events, first_seen_at, last_seen_at, first_event_key, is_verified
  from identifier_facts
  semi join id_touched_identifiers using (identifier_key)
  anti join id_lost_identifiers using (identifier_key)`;

const openLinkScope = async (session: Session, scope: Scope): Promise<void> => {
  await view(
    session,
    "scope_pairs",
    scoped(
      scope,
      "select * from event_pairs",
      `semi join id_touched_pairs as touched
        on touched.a_key = event_pairs.strongest_key and touched.b_key = event_pairs.identifier_key`,
    ),
  );
  await view(
    session,
    "scope_carries",
    scoped(scope, "select * from id_carries", "semi join id_touched_identifiers using (identifier_key)"),
  );
  await view(session, "facts_parts", scope.isFull ? seenOnce("id_carries") : factsParts);
  await view(
    session,
    "scope_unusable",
    scope.isFull ? "select value_key from unusable_values" : "select value_key from id_touched_unusable",
  );
};

const keepFacts = async (session: Session, scope: Scope): Promise<void> => {
  await makeAll(session, ["links/facts_seen", "links/tied_facts"]);
  if (!scope.isFull) {
    await session.run(
      "delete from identifier_facts where identifier_key in (select identifier_key from id_touched_identifiers)",
    );
  }
  await session.run(
    `insert into identifier_facts
    select
      seen.identifier_key, seen.events, seen.first_seen_at, seen.last_seen_at,
      coalesce(tied.event_key, seen.first_event_key), seen.is_verified, identifiers.kind = 'person'
    from id_facts_seen as seen
    inner join identifiers using (identifier_key)
    left join id_tied_facts as tied using (identifier_key)`,
  );
};

const keepLinks = async (session: Session, scope: Scope): Promise<void> => {
  await makeAll(session, ["links/links_seen", "links/tied_links", "links/refused_pairs_seen"]);
  if (!scope.isFull) {
    for (const table of ["links", "refused_pairs"]) {
      await session.run(
        `delete from ${table} where (a_key, b_key) in (select (a_key, b_key) from id_touched_pairs)`,
      );
    }
  }
  await session.run(
    `insert into links
    select
      seen.a_key, seen.b_key, seen.events, seen.first_seen_at, seen.last_seen_at,
      coalesce(tied.event_key, seen.first_event_key), seen.is_join, seen.joined_at, seen.is_both_verified
    from id_links_seen as seen left join id_tied_links as tied using (a_key, b_key)`,
  );
  await session.run(
    "insert into refused_pairs select rule, a_key, b_key, first_event_key from id_refused_pairs_seen",
  );
};

const keepUnusable = async (session: Session): Promise<void> => {
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

/** Values that link nobody, decided on the links alone; a full resolve compares with nothing. */
const keepSharedValues = async (session: Session, scope: Scope): Promise<void> => {
  if (!scope.isFull) {
    await view(
      session,
      "linked_ends",
      `select a_key as identifier_key from id_touched_pairs
      union select b_key as identifier_key from id_touched_pairs`,
    );
  }
  await view(
    session,
    "scope_links",
    scope.isFull
      ? "select a_key, b_key from links"
      : `select a_key, b_key from links semi join id_linked_ends as ends on ends.identifier_key = links.a_key
        union
        select a_key, b_key from links semi join id_linked_ends as ends on ends.identifier_key = links.b_key`,
  );
  await make(session, "links/shared_values_seen");
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
  await openLinkScope(session, scope);
  if (!scope.isFull) await noteEarlierIdentifiers(session);
  await keepFacts(session, scope);
  await keepLinks(session, scope);
  await keepUnusable(session);
  await keepSharedValues(session, scope);
};

/** Which of the touched identifiers were known before their facts are written anew. */
const noteEarlierIdentifiers = async (session: Session): Promise<void> => {
  await session.run(
    `create or replace temp table id_earlier_touched as
    select identifier_key from identifier_facts semi join id_touched_identifiers using (identifier_key)`,
  );
};
