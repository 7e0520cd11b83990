// Which profiles were built since the last published run: audits must look at these, whatever became of the runs
// between. Kept in the store, for a run can end between build and publish.
import type { Session } from "../warehouse/session.ts";

/** A profile_key for each; a null where everything was built. */
export const unauditedTable = "unaudited_profiles";

/** Of so large a part of the profiles, everything is read as fast. */
const mostPart = 0.25;

/** Notes what a build computed, inside its transaction: the dirty profiles, or by a null all of them. */
export const noteUnaudited = async (session: Session, isFull: boolean): Promise<void> => {
  await session.run(
    isFull
      ? `create or replace table ${unauditedTable} as select null::integer as profile_key`
      : `create table if not exists ${unauditedTable} (profile_key integer);
         insert into ${unauditedTable} select distinct profile_key from dirty_profiles`,
  );
};

/** Everything was audited and published. */
export const forgetUnaudited = async (session: Session): Promise<void> => {
  await session.run(
    `create table if not exists ${unauditedTable} (profile_key integer); delete from ${unauditedTable}`,
  );
};

/** True where profiles that were not noted were audited before, and the noted ones are few. */
export const isIncrement = async (session: Session): Promise<boolean> => {
  const there = await session.count(
    "select count(*) from duckdb_tables() where database_name = current_database() and table_name = $1",
    [unauditedTable],
  );
  if (there === 0) return false;
  const row = await session.row(
    `select coalesce(bool_and(profile_key is not null), true)
       and count(*) <= ${mostPart} * (select count(*) from profiles) as few from ${unauditedTable}`,
  );
  return row?.["few"] === true;
};
