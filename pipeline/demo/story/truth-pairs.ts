// Profiles held against the truth, as pairs: two things of one person, in truth and as found.
import { quotedText } from "../../warehouse/quoting.ts";
import type { Row, Session } from "../../warehouse/session.ts";

export interface PairCounts {
  /** Events or identifiers of which the truth knows the person. */
  readonly known: number;
  readonly true_pairs: number;
  readonly predicted_pairs: number;
  readonly correct_pairs: number;
  /** Share of the predicted pairs that are true; null where none is predicted. */
  readonly precision: number | null;
  /** Share of the true pairs that are predicted; null where there is none. */
  readonly recall: number | null;
}

/** `found` gives person and profile; what is on no profile has a null one, and is alone. */
const pairsSql = (found: string): string => `with found as (${found}),
  groups as (
      select person, profile, count(*) as things from found group by person, profile
  ),
  by_person as (select sum(things) as things from groups group by person),
  by_profile as (select sum(things) as things from groups where profile is not null group by profile),
  by_both as (select things from groups where profile is not null)
  select
      (select count(*) from found) as known,
      (select coalesce(sum(things * (things - 1) / 2), 0) from by_person) as true_pairs,
      (select coalesce(sum(things * (things - 1) / 2), 0) from by_profile) as predicted_pairs,
      (select coalesce(sum(things * (things - 1) / 2), 0) from by_both) as correct_pairs`;

const truth = (file: string): string => `read_csv(${quotedText(file)}, header = true, all_varchar = true)`;

const eventsFound = (file: string, store: string): string => `
      select truth.person, event_profiles.profile_key as profile
      from ${truth(file)} as truth
      inner join ${store}.events as events
          on truth.source = events.source and truth.event_id = events.event_id
      left join ${store}.event_profiles as event_profiles on events.event_key = event_profiles.event_key`;

const identifiersFound = (file: string, tables: string): string => `
      select truth.person, held.profile_id as profile
      from ${truth(file)} as truth
      left join (select * from ${tables}.dim_profile_identifiers where not is_shared) as held
          on truth.namespace = held.namespace and truth.value = held.value`;

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

const countsOf = (row: Row | undefined): PairCounts => {
  const [known = 0, trues = 0, predicted = 0, correct = 0] = Object.values(row ?? {}).map(Number);
  return {
    known,
    true_pairs: trues,
    predicted_pairs: predicted,
    correct_pairs: correct,
    precision: ratio(correct, predicted),
    recall: ratio(correct, trues),
  };
};

/** Pairs of events (file: source, event_id, person) by the profiles of a store, named by its catalog. */
export const eventPairs = async (session: Session, file: string, store: string): Promise<PairCounts> =>
  countsOf(await session.row(pairsSql(eventsFound(file, store))));

/** Pairs of identifiers (file: namespace, value, person) by the published tables in a schema. */
export const identifierPairs = async (session: Session, file: string, tables: string): Promise<PairCounts> =>
  countsOf(await session.row(pairsSql(identifiersFound(file, tables))));
