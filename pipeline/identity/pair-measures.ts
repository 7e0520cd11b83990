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

export const pairMeasures = ({ true_pairs, predicted_pairs, correct_pairs }: PairCounts): PairMeasures => {
  const precision = share(correct_pairs, predicted_pairs);
  const recall = share(correct_pairs, true_pairs);
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { precision, recall, f1 };
};
