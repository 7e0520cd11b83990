import { describe, expect, it } from "vitest";
import * as figures from "../../../pipeline/demo/figures.ts";

const distributions = [
  figures.purchaseIntervalDays,
  figures.lineAmount,
  figures.responseDelayDays,
  figures.visitHits,
  figures.hitIntervalSeconds,
  figures.sameDayReturnSeconds,
  figures.firstReplyHours,
  figures.solutionHours,
  figures.reopenHours,
];

const sum = (shares: readonly number[]): number => shares.reduce((total, share) => total + share, 0);

describe("measured figures", () => {
  it("have a value for each probability, and never fall", () => {
    const tables = [...distributions.map(({ values }) => values), ...figures.visitStages.hits];
    for (const values of tables) {
      expect(values.length).toBe(figures.probabilities.length);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
  });

  it("have shares that make a whole", () => {
    const { basketLineShares, householdSizeShares, visitStages, visitNumberShares } = figures;
    for (const { shares } of [basketLineShares, householdSizeShares, visitStages, visitNumberShares]) {
      expect(sum(shares)).toBeCloseTo(1, 2);
    }
  });

  it("name a source that is described", () => {
    for (const { source } of distributions) expect(figures.sources[source].licence).not.toBe("");
  });
});
