// Asks consent before identity: an event that is denied the purpose is stored and links nobody. It asks the
// event itself and its own identifiers only, never profiles.
import { faultPoint } from "../fault-point.ts";
import type { Session } from "../warehouse/session.ts";
import type { Scope } from "./resolve/scope.ts";
import { touchEvents, touchPairs } from "./resolve/displacement.ts";
import { make, makeAll, view } from "./resolve/statements.ts";

/** The JSON pointer (RFC 6901) to a top-level key. */
const pointerTo = (key: string): string => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** True where some event denies the purpose, or was found denied before. */
const isAnythingDenied = async (session: Session): Promise<boolean> => {
  const row = await session.row(
    `select
      exists (select 1 from consent_events where not is_granted)
      or exists (select 1 from event_pairs where is_denied)
      or exists (select 1 from event_households where is_denied) as is_needed`,
  );
  return row?.["is_needed"] === true;
};

/** Events with something to lose whose answer may be another now. */
const openConsentScope = (session: Session, scope: Scope): Promise<void> =>
  view(
    session,
    "consent_scope",
    scope.isFull
      ? "select event_key from event_pairs union all select event_key from event_households"
      : `select event_key from id_new_events
        union
        select event_key from id_carries semi join id_touched_speakers using (identifier_key)`,
  );

const keepAdmissions = async (session: Session): Promise<number> => {
  for (const isDenied of [true, false]) {
    for (const table of ["event_pairs", "event_households"]) {
      await session.run(
        `update ${table} set is_denied = $1
        where event_key in (select event_key from id_changed_admissions where is_denied = $1)`,
        [isDenied],
      );
    }
  }
  return session.count("select count(*) from id_changed_admissions");
};

/**
 * Marks in `event_pairs` the events that may not link: an event answers for itself where it speaks of the
 * purpose; else the latest event before it, in canonical order, that names one of its identifiers and speaks
 * of it; where none does, it is admitted. Consent that arrives late changes the answer of later events: they
 * are noted as touched. Gives the number of events whose answer changed.
 */
export const admit = async (session: Session, scope: Scope, purpose: string): Promise<number> => {
  faultPoint("admit");
  await make(session, "consent/spoken_consent", [pointerTo(purpose)]);
  await session.run("insert into consent_events select event_key, is_granted from id_spoken_consent");
  if (!scope.isFull) await touchEvents(session, "id_new_events");
  if (!(await isAnythingDenied(session))) {
    await session.run(
      "create or replace temp table id_changed_admissions (event_key bigint, is_denied boolean)",
    );
    return 0;
  }
  await openConsentScope(session, scope);
  await makeAll(session, [
    "consent/denying_identifiers",
    "consent/silent_events",
    "consent/silent_identifiers",
    "consent/speakers",
    "consent/heard",
    "consent/denied_events",
    "consent/changed_admissions",
  ]);
  const changed = await keepAdmissions(session);
  if (!scope.isFull) await touchPairs(session, "id_changed_admissions");
  return changed;
};
