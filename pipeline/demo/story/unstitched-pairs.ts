// How right it would be to take every most local identifier for a person: pairs of events as in the truth, and as
// an unstitched store has them.
import type { EvaluateResult } from "../../../models/results.ts";
import { quotedText } from "../../warehouse/quoting.ts";
import type { Session } from "../../warehouse/session.ts";

const pairs = "coalesce(sum(events * (events - 1) // 2), 0)::bigint";

const pairsSql = (truthFile: string): string => `with known as (
      select truth.person, event_profiles.profile_key
      from read_csv(${quotedText(truthFile)}, header = true, all_varchar = true) as truth
      inner join events on truth.source = events.source and truth.event_id = events.event_id
      inner join event_profiles on events.event_key = event_profiles.event_key
  ),
  by_person as (select count(*) as events from known group by person),
  by_profile as (select count(*) as events from known group by profile_key),
  by_both as (select count(*) as events from known group by person, profile_key)
  select
      (select count(*) from known) as events,
      (select ${pairs} from by_person) as true_pairs,
      (select ${pairs} from by_profile) as predicted_pairs,
      (select ${pairs} from by_both) as correct_pairs`;

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** The truth over events (source, event_id, person) held against the profiles of the session's store. */
export const unstitchedPairs = async (session: Session, truthFile: string): Promise<EvaluateResult> => {
  const row = (await session.row(pairsSql(truthFile))) ?? {};
  const [truePairs, predicted, correct] = ["true_pairs", "predicted_pairs", "correct_pairs"].map((name) =>
    Number(row[name] ?? 0),
  ) as [number, number, number];
  return {
    events: Number(row["events"] ?? 0),
    true_pairs: truePairs,
    predicted_pairs: predicted,
    correct_pairs: correct,
    precision: ratio(correct, predicted),
    recall: ratio(correct, truePairs),
    f1: ratio(2 * correct, predicted + truePairs),
    over_merged: [],
    under_merged: [],
  };
};
