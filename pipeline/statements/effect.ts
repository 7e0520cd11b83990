// What a statement changed, in figures: profiles before and after, whose the named identifiers are, and links refused.
import type { StatedIdentifier } from "../../models/identity/statement.ts";
import type { Session } from "../warehouse/session.ts";
import { plainText } from "../warehouse/plain-value.ts";

export interface Effect {
  readonly profiles: number;
  /** Of the profiles that hold the named identifiers alone, in order. */
  readonly profileIds: readonly string[];
  /** Links that are refused now and were not when refusals were remembered; 0 before that. */
  readonly newlyRefused: number;
}

const holders = `
  select distinct profiles.profile_id
  from identifiers
  semi join named_identifiers as named
    on named.namespace = identifiers.namespace and named."value" = identifiers."value"
  inner join identifier_facts as facts using (identifier_key)
  left join members using (identifier_key)
  inner join profiles
    on profiles.profile_key = case when members.identifier_key is null then identifier_key else members.profile_key end
  order by profile_id`;

const writeNamed = async (session: Session, named: readonly StatedIdentifier[]): Promise<void> => {
  await session.run(`create or replace temp table named_identifiers (namespace varchar, "value" varchar)`);
  await session.append("temp.named_identifiers", [
    named.map(({ namespace }) => namespace),
    named.map(({ value }) => value),
  ]);
};

/** Keeps which links are refused, to tell later what a statement refused. */
export const rememberRefusals = async (session: Session): Promise<void> => {
  await session.run("create or replace temp table refused_before as select a_key, b_key from link_refusals");
};

const newlyRefused = async (session: Session): Promise<number> => {
  const isRemembered = await session.count(
    "select count(*) from duckdb_tables() where temporary and table_name = 'refused_before'",
  );
  if (isRemembered === 0) return 0;
  return session.count("select count(*) from link_refusals anti join refused_before using (a_key, b_key)");
};

export const readEffect = async (session: Session, named: readonly StatedIdentifier[]): Promise<Effect> => {
  await writeNamed(session, named);
  return {
    profiles: await session.count("select count(*) from profiles"),
    profileIds: (await session.rows(holders)).map(({ profile_id }) => plainText(profile_id)),
    newlyRefused: await newlyRefused(session),
  };
};
