// Holds profiles against a truth that says of pairs whether they are the same. Only these pairs are judged.
import type { EvaluateResult } from "../../../models/results/identity.ts";
import { type PairJudgement, pairMeasuresOf } from "../../identity/pair-measures.ts";
import { make } from "../../stages/resolve/statements.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import type { Session } from "../../warehouse/session.ts";

type Pairs = Extract<EvaluateResult, { pairs: number }>;

export interface LabelledJudgement
  extends
    PairJudgement,
    Pick<Pairs, "pairs" | "wrong_merges" | "missed_merges" | "over_merged" | "under_merged"> {
  /** Distinct identifiers or events in these pairs. */
  readonly units: number;
}

/** `examples`: how many mistakes of each kind are told. */
export const judgePairs = async (session: Session, examples: number): Promise<LabelledJudgement> => {
  await make(session, "questions/evaluate/labelled_pairs");
  const row = await session.row(
    `select
      count(*) as pairs,
      count(*) filter (where is_same) as true_pairs,
      count(*) filter (where is_together) as predicted_pairs,
      count(*) filter (where is_same and is_together) as correct_pairs,
      (select count(*) from (select unit_a from id_labelled_pairs union select unit_b from id_labelled_pairs)) as units
    from id_labelled_pairs`,
  );
  const wrong = (together: boolean) =>
    session.rows(
      `from id_labelled_pairs where is_together = $1 and is_same <> $1 order by unit_a, unit_b limit $2`,
      [together, examples],
    );
  const measured = pairMeasuresOf(row);
  return {
    units: Number(row?.["units"] ?? 0),
    pairs: Number(row?.["pairs"] ?? 0),
    ...measured,
    wrong_merges: measured.predicted_pairs - measured.correct_pairs,
    missed_merges: measured.true_pairs - measured.correct_pairs,
    over_merged: (await wrong(true)).map((pair) => ({
      profile_id: plainText(pair["profile_id_a"]),
      from: plainText(pair["unit_a"]),
      to: plainText(pair["unit_b"]),
    })),
    under_merged: (await wrong(false)).map((pair) => ({
      from: plainText(pair["unit_a"]),
      to: plainText(pair["unit_b"]),
      profile_ids: [pair["profile_id_a"], pair["profile_id_b"]].filter((id) => typeof id === "string"),
    })),
  };
};
