// What the published snapshot was made from, of the profiles that were built since: kept in the store until the next
// publication, which compares with it. Nothing where everything was built: then snapshots are compared.
import type { Session } from "../warehouse/session.ts";
import { unauditedTable } from "./unaudited.ts";

/** Models of kind profile, and what of each is kept. */
const kept = {
  int_touchpoints: "profile_key, event_key",
  int_journeys: "*",
  int_journey_paths: "*",
  int_journey_steps: "profile_key, definition_key, label_key",
  int_funnel_profiles: "profile_key, funnel_key, steps_reached",
} as const;

/** `earlier_touchpoints` of `int_touchpoints`. */
const earlierName = (model: keyof typeof kept): string => model.replace(/^int_/, "earlier_");

const models = Object.keys(kept) as (keyof typeof kept)[];

/** Drops what is kept: it was compared with, or everything will be. */
export const forgetEarlier = async (session: Session): Promise<void> => {
  await session.run(models.map((model) => `drop table if exists ${earlierName(model)}`).join(";\n"));
};

/**
 * Keeps the rows of the dirty profiles before they are rewritten, inside the transaction of the build; of a profile
 * that was built before since the last publication they are kept already.
 */
export const keepEarlier = async (session: Session, isFull: boolean): Promise<void> => {
  if (isFull) return forgetEarlier(session);
  await session.run(`create table if not exists ${unauditedTable} (profile_key integer)`);
  for (const model of models) {
    const name = earlierName(model);
    await session.run(
      `create table if not exists ${name} as select ${kept[model]} from ${model} limit 0;
      insert into ${name} select ${kept[model]} from ${model}
      semi join dirty_profiles using (profile_key)
      anti join ${unauditedTable} using (profile_key)`,
    );
  }
};
