// Values of kind household: kept beside the identifiers, which they never are, with the events that carry them.
import { keyPads } from "../../../identity/profile-id.ts";
import type { Session } from "../../../warehouse/session.ts";
import { insertInto } from "../statements.ts";

const keepRules = async (session: Session): Promise<number> => {
  await session.run(
    `delete from household_rules;
    insert into household_rules
    select namespace, max_profiles from cfg_identity_namespaces where kind = 'household'`,
  );
  return session.count("select count(*) from household_rules");
};

/** Adds the values and the events in scope that carry them. `id_judged_values` and `id_observed` must be there. */
export const keepHouseholds = async (session: Session, secret: Buffer): Promise<void> => {
  if ((await keepRules(session)) === 0) return;
  const { inner, outer } = keyPads(secret);
  await insertInto(session, "household_values", "groups/household_values_seen", [inner, outer]);
  await insertInto(session, "event_households", "groups/household_events");
};
