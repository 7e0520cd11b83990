// Whether two shares differ by more than chance: the pooled two-proportion z-test (two-sided), as in Agresti,
// "Categorical Data Analysis" (2013), 3.1. Counts of people are taken as independent, which visits of one person are not
// quite: small p-values of visits are a little too small.

/** The complementary error function, to 1.2e-7 relative (Press et al., "Numerical Recipes", 6.2). */
const erfc = (x: number): number => {
  const t = 1 / (1 + Math.abs(x) / 2);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const series = coefficients.reduceRight((sum, coefficient) => coefficient + t * sum, 0);
  const tail = t * Math.exp(-x * x + series);
  return x >= 0 ? tail : 2 - tail;
};

/** The share of hits of a number of trials. */
export interface Share {
  readonly hits: number;
  readonly of: number;
}

export const significanceMethod = "pooled two-proportion z-test, two-sided";

/** The probability of so large a difference if both were the same; null where one side has no trial. */
export const differenceSignificance = (one: Share, other: Share): number | null => {
  if (one.of === 0 || other.of === 0) return null;
  const pooled = (one.hits + other.hits) / (one.of + other.of);
  const variance = pooled * (1 - pooled) * (1 / one.of + 1 / other.of);
  if (variance <= 0) return 1;
  const z = (one.hits / one.of - other.hits / other.of) / Math.sqrt(variance);
  return erfc(Math.abs(z) / Math.SQRT2);
};
