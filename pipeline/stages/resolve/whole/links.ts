// The links of all evidence, written once; and their ends as sets, with the values that link too many taken out.
import { placesOf } from "../../../identity/sets/places.ts";
import { UnionFind } from "../../../identity/union-find.ts";
import type { Session } from "../../../warehouse/session.ts";
import { insertInto, make, makeEmpty, makeOf, view } from "../statements.ts";

/** What no pair says is not asked of each link. */
const defineFlags = async (session: Session): Promise<void> => {
  const row = await session.row(
    "select bool_or(is_join) as is_join, bool_or(is_both_verified) as is_verified from event_pairs",
  );
  const joined = row?.["is_join"] === true ? "max(case when is_join then at_time end)" : "null::timestamp";
  const verified = row?.["is_verified"] === true ? "bool_or(is_verified)" : "false";
  await session.run(
    `create or replace temp macro last_joined_at(is_join, at_time) as ${joined};
    create or replace temp macro is_some_verified(is_verified) as ${verified}`,
  );
};

/** Writes `links`. */
export const keepAllLinks = async (session: Session): Promise<void> => {
  await defineFlags(session);
  await insertInto(session, "links", "whole/all_links");
  if ((await session.count("select count(*) from links where first_event_key < 0")) === 0) return;
  await make(session, "whole/first_link_events");
  await session.run(
    `update links set first_event_key = found.event_key
    from id_first_link_events as found where found.a_key = links.a_key and found.b_key = links.b_key`,
  );
};

interface Joined {
  readonly sets: UnionFind;
  /** By identifier key. */
  readonly links: Int32Array;
}

const allEnds = "select a_key, b_key from links";

const joinEnds = async (session: Session, ends: string, size: number): Promise<Joined> => {
  const sets = new UnionFind(size);
  const links = new Int32Array(size);
  const rows = await session.stream(ends);
  for await (const [from = [], to = []] of rows.numbers()) {
    for (let row = 0; row < from.length; row += 1) {
      const [one, other] = [from[row] ?? 0, to[row] ?? 0];
      links[one] = (links[one] ?? 0) + 1;
      links[other] = (links[other] ?? 0) + 1;
      sets.unite(one, other);
    }
  }
  return { sets, links };
};

/** More persons than `max_profiles` need more links than that. Gives how many values are shared. */
const keepShared = async (session: Session, links: Int32Array): Promise<number> => {
  const most = await session.count(
    "select coalesce(min(max_profiles), 2147483647) from cfg_identity_namespaces",
  );
  const crowded = placesOf(links.length, (key) => (links[key] ?? 0) > most);
  await makeOf(session, "crowded_values", { identifier_key: crowded });
  await view(session, "scope_links", allEnds);
  await (crowded.length > 0 ? make : makeEmpty)(session, "links/shared_values_seen");
  return session.run(
    "insert into shared_values select identifier_key, persons, max_profiles from id_shared_values_seen",
  );
};

/** Writes `shared_values`. Gives the label of each identifier that a link joins with another: the smallest of all; else 0. */
export const labelAll = async (session: Session, size: number): Promise<Int32Array> => {
  let joined = await joinEnds(session, allEnds, size);
  const shared = await keepShared(session, joined.links);
  const joins = "select a_key, b_key from id_stated_pairs where not is_split";
  const stated = await session.count(`select count(*) from (${joins})`);
  // A shared value links nobody; a join that someone stated connects as a link does.
  if (shared + stated > 0) {
    joined = await joinEnds(session, `select a_key, b_key from id_active_links union all ${joins}`, size);
  }
  const labels = joined.sets.roots();
  for (let key = 0; key < size; key += 1) if (joined.links[key] === 0) labels[key] = 0;
  return labels;
};
