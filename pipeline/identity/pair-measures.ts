// Precision and recall over pairs: of two things that are said to be of one person, are they?

export interface PairCounts {
  readonly true_pairs: number;
  readonly predicted_pairs: number;
  readonly correct_pairs: number;
}

export interface PairMeasures {
  /** The share of the predicted pairs that are true; 1 where none is predicted: nothing wrong was said. */
  readonly precision: number;
  /** The share of the true pairs that are predicted; 1 where there is none: nothing was missed. */
  readonly recall: number;
  /** Their harmonic mean; 0 where both are 0. */
  readonly f1: number;
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

/** 0 where both are 0. */
export const harmonicMean = (one: number, other: number): number =>
  one + other === 0 ? 0 : (2 * one * other) / (one + other);

export const pairMeasures = ({ true_pairs, predicted_pairs, correct_pairs }: PairCounts): PairMeasures => {
  const precision = share(correct_pairs, predicted_pairs);
  const recall = share(correct_pairs, true_pairs);
  return { precision, recall, f1: harmonicMean(precision, recall) };
};

export interface PairJudgement extends PairCounts, PairMeasures {}

/** Counts as SQL gives them, by their names, and the measures that follow from them. */
export const pairMeasuresOf = (row: Readonly<Record<string, unknown>> | undefined): PairJudgement => {
  const count = (name: string): number => Number(row?.[name] ?? 0);
  const counts = {
    true_pairs: count("true_pairs"),
    predicted_pairs: count("predicted_pairs"),
    correct_pairs: count("correct_pairs"),
  };
  return { ...counts, ...pairMeasures(counts) };
};
