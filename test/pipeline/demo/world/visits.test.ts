import { describe, expect, it } from "vitest";
import {
  hitIntervalSeconds,
  probabilities,
  visitHits as measuredHits,
  visitStages,
} from "../../../../pipeline/demo/figures.ts";
import { makePeople } from "../../../../pipeline/demo/world/people.ts";
import { Random } from "../../../../pipeline/demo/world/random.ts";
import { planVisit, stages, visitHits } from "../../../../pipeline/demo/world/visits.ts";

const noon = Date.UTC(2026, 0, 15, 10);

const people = makePeople("polku", 200);
const random = new Random("polku", "visits test");
const visits = Array.from({ length: 10_000 }, () => {
  const plan = planVisit(random, random.pick([people[0] ?? fail(), ...people.slice(1)]), noon);
  return { plan, hits: visitHits(random, plan, true).filter(({ kind }) => kind !== "identify") };
});

function fail(): never {
  throw new Error("there are people");
}

const quantile = (values: readonly number[], probability: number): number => {
  const inOrder = values.toSorted((a, b) => a - b);
  return inOrder[Math.min(Math.floor(probability * inOrder.length), inOrder.length - 1)] ?? 0;
};

describe("visits", () => {
  it("go as deep as the measured ones", () => {
    for (const [stage, share] of visitStages.shares.entries()) {
      const reached = visits.filter(({ plan }) => plan.stage === stage).length / visits.length;
      expect(Math.abs(reached - share)).toBeLessThan(0.01);
    }
  });

  it("have as many hits as the measured ones", () => {
    const hits = visits.map((visit) => visit.hits.length);
    for (const [place, probability] of probabilities.entries()) {
      if (probability >= 0.99) continue;
      const measured = measuredHits.values[place] ?? 0;
      expect(Math.abs(quantile(hits, probability) - measured)).toBeLessThanOrEqual(1 + measured * 0.1);
    }
  });

  it("have hits as far apart as the measured ones", () => {
    const gaps = visits.flatMap(({ hits }) =>
      hits.slice(1).map(({ at }, place) => (at - (hits[place]?.at ?? at)) / 1000),
    );
    for (const probability of [0.25, 0.5, 0.75, 0.9]) {
      const measured = hitIntervalSeconds.values[probabilities.indexOf(probability as 0.5)] ?? 0;
      expect(quantile(gaps, probability) / measured).toBeCloseTo(1, 1);
    }
  });

  it("end with the order where one is made, and with the checkout where it is left", () => {
    for (const { plan, hits } of visits) {
      if (plan.stage === stages.order) expect(hits.at(-1)?.kind).toBe("order");
      if (plan.stage === stages.checkout) expect(hits.at(-1)?.kind).toBe("checkout");
      if (plan.stage !== stages.order) expect(hits.map(({ kind }) => kind)).not.toContain("order");
    }
  });
});
