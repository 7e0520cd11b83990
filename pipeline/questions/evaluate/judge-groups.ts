// Holds profiles against a truth that gives identifiers or events to persons: pairs, B-cubed, and the worst mistakes.
import type { EvaluateResult } from "../../../models/results/identity.ts";
import { harmonicMean, type PairJudgement, pairMeasuresOf } from "../../identity/pair-measures.ts";
import { make } from "../../stages/resolve/statements.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import type { Session } from "../../warehouse/session.ts";

type Groups = Extract<EvaluateResult, { persons: number }>;
type Mistakes = Pick<Groups, "over_merged" | "under_merged">;

/** Reads a list that SQL gave as JSON. */
const texts = (value: unknown): string[] => {
  const list: unknown = typeof value === "string" ? JSON.parse(value) : [];
  return Array.isArray(list) ? list.map(String) : [];
};

const mistakes = async (session: Session, examples: number): Promise<Mistakes> => {
  await make(session, "questions/evaluate/over_merged", [examples]);
  await make(session, "questions/evaluate/under_merged", [examples]);
  const over = await session.rows("from id_over_merged");
  const under = await session.rows("from id_under_merged");
  return {
    over_merged: over.map(({ profile_id, names, units }) => ({
      profile_id: plainText(profile_id),
      persons: texts(names),
      units: Number(units),
    })),
    under_merged: under.map(({ person, names, units }) => ({
      person: plainText(person),
      profile_ids: texts(names),
      units: Number(units),
    })),
  };
};

export interface GroupJudgement
  extends
    PairJudgement,
    Mistakes,
    Pick<Groups, "b_cubed" | "persons" | "clusters" | "over_merged_profiles" | "under_merged_persons"> {
  readonly units: number;
}

/** `examples`: how many mistakes of each kind are told. */
export const judgeGroups = async (session: Session, examples: number): Promise<GroupJudgement> => {
  await make(session, "questions/evaluate/units");
  await make(session, "questions/evaluate/pair_counts");
  await make(session, "questions/evaluate/cluster_counts");
  const pairs = await session.row("from id_pair_counts");
  const clusters = await session.row("from id_cluster_counts");
  const count = (name: string): number => Number(clusters?.[name] ?? 0);
  // Nothing judged is nothing wrong, as for pairs.
  const precision = Number(clusters?.["b_cubed_precision"] ?? 1);
  const recall = Number(clusters?.["b_cubed_recall"] ?? 1);
  return {
    units: Number(pairs?.["units"] ?? 0),
    ...pairMeasuresOf(pairs),
    b_cubed: { precision, recall, f1: harmonicMean(precision, recall) },
    persons: count("persons"),
    clusters: count("clusters"),
    over_merged_profiles: count("over_merged_profiles"),
    under_merged_persons: count("under_merged_persons"),
    ...(await mistakes(session, examples)),
  };
};
