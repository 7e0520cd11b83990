// A view of the store in which per-profile tables hold none but the unaudited profiles.
import { unauditedTable } from "../../run/unaudited.ts";
import type { Model } from "../../warehouse/models.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import { quotedName } from "../../warehouse/quoting.ts";
import type { Session } from "../../warehouse/session.ts";

/**
 * Runs `work` while per-profile tables show none but the unaudited profiles: TEMP tables hide those of the store. An
 * event that one of them holds is shown with every touchpoint that it has, of whatever profile. Rows keep the order of
 * the store, by which they are read: a join of many rows on several threads alone would not keep it.
 */
export const amongUnaudited = async <Result>(
  session: Session,
  models: readonly Model[],
  work: () => Promise<Result>,
): Promise<Result> => {
  const row = await session.row("select current_database() as store");
  const store = `${quotedName(plainText(row?.["store"]))}.main`;
  const hidden = [
    "event_profiles",
    ...models.filter(({ kind }) => kind === "profile").map(({ name }) => name),
  ];
  const isUnaudited = `profile_key in (select profile_key from ${unauditedTable})`;
  try {
    for (const name of hidden) {
      const isShared =
        name === "int_touchpoints" ? " or event_key in (select event_key from temp.event_profiles)" : "";
      await session.run(
        `create or replace temp table ${quotedName(name)} as
         select * from ${store}.${quotedName(name)} where ${isUnaudited}${isShared} order by rowid`,
      );
    }
    return await work();
  } finally {
    for (const name of hidden) await session.run(`drop table if exists temp.${quotedName(name)}`);
  }
};
