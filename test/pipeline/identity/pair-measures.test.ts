import { describe, expect, it } from "vitest";
import { pairMeasures } from "../../../pipeline/identity/pair-measures.ts";

const measure = (true_pairs: number, predicted_pairs: number, correct_pairs: number) =>
  pairMeasures({ true_pairs, predicted_pairs, correct_pairs });

describe("pairMeasures", () => {
  it("gives the shares of predicted and of true pairs, and their harmonic mean", () => {
    expect(measure(10, 5, 4)).toEqual({ precision: 0.8, recall: 0.4, f1: 0.64 / 1.2 });
  });

  it("is defined where nothing is true, nothing is predicted, or nothing is right", () => {
    expect(measure(0, 0, 0)).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(measure(3, 0, 0)).toEqual({ precision: 1, recall: 0, f1: 0 });
    expect(measure(0, 3, 0)).toEqual({ precision: 0, recall: 1, f1: 0 });
    expect(measure(2, 3, 0)).toEqual({ precision: 0, recall: 0, f1: 0 });
  });
});
