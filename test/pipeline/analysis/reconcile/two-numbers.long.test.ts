import { afterAll, beforeAll, expect, it } from "vitest";
import { dropOffs, funnel, type NumbersResult, paths, reconcileNumbers } from "../../../../pipeline/index.ts";
import { publishRandomShop, type RandomShop } from "../random-shop.ts";

let shop: RandomShop;
beforeAll(async () => {
  shop = await publishRandomShop(3, 120);
});
afterAll(() => shop.playground.remove());

const total = ({ one, other, only_one, only_other, both }: NumbersResult): void => {
  expect(one.people).toBe(both + only_one.people);
  expect(other.people).toBe(both + only_other.people);
  expect(one.counted).toBe(one.counted_of_both + only_one.counted);
  expect(other.counted).toBe(other.counted_of_both + only_other.counted);
};

it("two numbers are those that analyses give, and add up", async () => {
  const { config } = shop;
  const count = async (one: string): Promise<number> => {
    const result = await reconcileNumbers({ config, one, other: "touchpoints:web/page_viewed" });
    total(result);
    return result.one.counted;
  };
  const steps = await funnel({ config, name: "buying" });
  for (const { step_number, profiles, dropped, open } of steps.rows) {
    const step = `funnel:buying/${String(step_number)}`;
    expect([await count(step), await count(`${step}/dropped`), await count(`${step}/open`)]).toEqual([
      profiles,
      dropped,
      open,
    ]);
  }
  const { rows: points } = await dropOffs({ config, name: "purchase" });
  for (const { step_label, drop_offs, visits_reached, gone } of points.slice(0, 3)) {
    const label = String(step_label);
    expect(await count(`drop-offs:purchase/${label}`)).toBe(drop_offs);
    expect(await count(`drop-offs:purchase/${label}/gone`)).toBe(gone);
    expect(await count(`visits:purchase/${label}`)).toBe(visits_reached);
  }
  const { rows: edges } = await paths({ config, name: "care" });
  for (const { from_label: from, to_label: to } of edges.slice(0, 4)) {
    const same = edges.filter((edge) => edge["from_label"] === from && edge["to_label"] === to);
    const transitions = same.reduce((sum, edge) => sum + Number(edge["transitions"]), 0);
    expect(await count(`paths:care/${String(from)} > ${String(to)}`)).toBe(transitions);
  }
});
