// How much likelier people who did something are to convert than those who did not. The odds ratio of a two by two
// table, one added to each of its cells so that none is empty; its 95 % interval by Woolf's method on the logarithm.

/** Of those who converted and of those who did not: how many did it, and how many there are. */
export interface Contingency {
  readonly success: number;
  readonly failure: number;
  readonly successTotal: number;
  readonly failureTotal: number;
}

export interface OddsRatio {
  /** Above 1: those who did it convert more often. */
  readonly ratio: number;
  /** The ends of the 95 % interval; 1 inside it: no difference was shown. */
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % point of the normal distribution. */
const z = 1.959963984540054;

export const oddsRatio = ({ success, failure, successTotal, failureTotal }: Contingency): OddsRatio => {
  const [s, f] = [success + 1, failure + 1];
  const [without, failedWithout] = [successTotal - success + 1, failureTotal - failure + 1];
  const ratio = (s * failedWithout) / (without * f);
  const spread = Math.exp(z * Math.sqrt(1 / s + 1 / f + 1 / without + 1 / failedWithout));
  return { ratio, low: ratio / spread, high: ratio * spread };
};
