// What the store holds of the identifiers that an increment can concern, with the whole components they stand in. Each large
// table is looked through once for all of them, which costs as much as all else that a small increment does; the
// statements read what was found. A full resolve reads the tables themselves and leaves all of this be.
import type { Session } from "../../../warehouse/session.ts";
import { keep } from "../statements.ts";

/** Nothing is found yet. */
export const openFound = async (session: Session): Promise<void> => {
  await session.run(
    `create or replace temp table id_found_keys (identifier_key integer);
    create or replace temp table id_found_members as from members limit 0;
    create or replace temp table id_found_facts as from identifier_facts limit 0;
    create or replace temp table id_found_identifiers as from identifiers limit 0;
    create or replace temp table id_found_links as from links limit 0`,
  );
};

/** Identifiers that this increment adds: nothing else can be known of them. */
export const addFound = async (session: Session, identifiers: string): Promise<void> => {
  await session.run(
    `insert into id_found_identifiers ${identifiers};
    insert into id_found_keys select identifier_key from id_found_identifiers anti join id_found_keys using (identifier_key)`,
  );
};

/**
 * Finds these identifiers, those of their components as they were before, and the links that begin in them. What was
 * found once is not looked for again: call it before what is known of them is written anew.
 */
export const findNear = async (session: Session, identifiers: string): Promise<void> => {
  await keep(
    session,
    "missing",
    `select distinct identifier_key from (${identifiers}) anti join id_found_keys using (identifier_key)`,
  );
  if ((await session.count("select count(*) from id_missing")) === 0) return;
  await session.run(
    `create or replace temp table id_missing_members as
    from members
    semi join (
      select component_key from members semi join id_missing using (identifier_key)
    ) as components using (component_key)`,
  );
  await session.run(
    `insert into id_missing
    select identifier_key from id_missing_members anti join id_missing using (identifier_key);
    insert into id_found_keys from id_missing;
    insert into id_found_members from id_missing_members;
    insert into id_found_facts from identifier_facts semi join id_missing using (identifier_key);
    insert into id_found_identifiers from identifiers semi join id_missing using (identifier_key);
    insert into id_found_links from links semi join id_missing as missing on missing.identifier_key = links.a_key`,
  );
};
