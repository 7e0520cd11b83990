import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { people as listPeople, type PolkuError, reconcileNumbers } from "../../../../pipeline/index.ts";
import type { Playground } from "../../../property/playground.ts";
import { runCommand } from "../../commands/run-command.ts";
import { cart, order, publishFewPeople, search, ticket, view } from "./few-people.ts";

let playground: Playground;
let nameOf: ReadonlyMap<string, string>;
beforeAll(async () => {
  playground = await publishFewPeople();
  const rows = await playground.rows("select profile_id, event_id from fct_touchpoints");
  nameOf = new Map(
    rows.map((row) => [String(row["profile_id"]), String(row["event_id"]).split("-")[0] ?? ""]),
  );
});
afterAll(() => playground.remove());

/** Everybody who is not in a number, by the reason. */
const missing = async (other: string, one = "touchpoints"): Promise<Record<string, string>> => {
  const { only_one } = await reconcileNumbers({ config: playground.config, one, other });
  return Object.fromEntries(
    only_one.reasons.map(({ reason, profile_ids, people: count }) => {
      const names = profile_ids.map((id) => nameOf.get(id) ?? "").toSorted();
      return [reason, count > names.length ? `${String(count)} people` : names.join(" ")];
    }),
  );
};

describe("of everybody who is not in a number it is told why", () => {
  it("in a step of a funnel: how far they got, and what they did of the next step", async () => {
    expect(await missing("funnel:checkout/2")).toEqual({
      [`never did step 1 (${view})`]: "caller",
      [`did step 1 (${view}), but no attempt counts: an exclusion or the order took it away`]: "searcher",
      [`stopped at step 1 (${view}) and never did step 2 (${cart})`]: "regular viewer",
      [`stopped at step 1 (${view}) and did step 2 (${cart}) only before or with it`]: "early",
      [`stopped at step 1 (${view}) and did step 2 (${cart}) too late: more than 1 d after step 1`]: "late",
      [`stopped at step 1 (${view}) and have not done step 2 (${cart}) yet, with the window still open`]:
        "newcomer",
    });
  });

  it("in what became of people at a step", async () => {
    const one = "funnel:checkout/1";
    expect(await missing("funnel:checkout/1/dropped", one)).toEqual({
      "entered the funnel, but: converted": "buyer",
      "entered the funnel, but: went on to a later step": "asker",
      "entered the funnel, but: stopped, still open": "newcomer",
    });
    expect(await missing("funnel:checkout/2/open", "funnel:checkout/2")).toEqual({
      [`reached step 2 (${cart}), but: converted`]: "buyer",
      [`reached step 2 (${cart}), but: dropped`]: "asker",
    });
  });

  it("in what became of people wherever they stopped", async () => {
    expect(await missing("funnel:checkout/dropped", "funnel:checkout")).toEqual({
      "entered the funnel, but: converted": "buyer",
      "entered the funnel, but: stopped, still open": "newcomer",
    });
    expect(await missing("funnel:checkout/converted", "funnel:checkout/2")).toEqual({
      [`stopped at step 2 (${cart}) and never did step 3 (${order})`]: "asker",
    });
  });

  it("in funnels that are strict, in any order, or have steps that may be left out", async () => {
    expect(await missing("funnel:strict/2", "funnel:checkout/2")).toEqual({
      [`stopped at step 1 (${view}); what they did of step 2 (${cart}) in time is not counted by the order, ties or exclusions of the funnel`]:
        "asker",
    });
    expect(await missing("funnel:any/2", "journeys:buy/converted")).toEqual({
      "did only 1 of 2 steps in time": "buyer",
    });
    expect(await missing("funnel:optional/2", "funnel:optional/3")).toEqual({
      "went past the optional step 2 without it": "buyer",
    });
  });

  it("in journeys and visits", async () => {
    expect(await missing("journeys:buy/dropped")).toEqual({
      "have no journey of buy": "caller",
      "have journeys of buy, but only converted": "buyer",
      "have journeys of buy, but only open": "newcomer",
    });
    expect(await missing(`visits:buy/${ticket}`, `touchpoints:${ticket}`)).toEqual({
      [`did ${ticket}, but in no journey of buy`]: "caller",
    });
    expect(await missing(`visits:buy/${search}`, "funnel:checkout/3")).toEqual({
      [`never did ${search}`]: "buyer",
    });
  });

  it("in drop-offs, at a step and of a kind", async () => {
    expect(await missing(`drop-offs:buy/${view}/gone`)).toEqual({
      [`never did ${view}`]: "caller",
      [`did ${view} and went on in the same visit`]: "asker buyer searcher",
      [`dropped off at ${view}, but only as open`]: "newcomer",
      [`dropped off at ${view}, but only as continued_later`]: "late",
    });
    expect(await missing("drop-offs:buy")).toEqual({
      "have no journey of buy": "caller",
      "reached the goal of buy in every visit": "buyer",
    });
    expect(await missing(`drop-offs:buy/${order}`, "funnel:checkout/converted")).toEqual({
      [`did ${order} last in visits that hold the goal`]: "buyer",
    });
  });

  it("in paths: with a step, an ending, or one step after another", async () => {
    expect(await missing("paths:buy/(converted)")).toEqual({
      "have no path of buy": "caller",
      "have paths of buy, which lead to (open)": "newcomer",
      "have paths of buy, which lead to (dropped)": "6 people",
    });
    expect(await missing(`paths:buy/${ticket}`, `touchpoints:${ticket}`)).toEqual({
      [`did ${ticket}, but not where paths of buy show it (left out, in no path, or beyond the steps shown)`]:
        "caller",
    });
    expect(await missing(`paths:buy/${view} > ${cart}`)).toEqual({
      "have no path of buy": "caller",
      [`have paths of buy with ${view}, but none with ${cart}`]: "newcomer regular viewer",
      "have web/page_viewed and web/cart_added in paths of buy, but never one right after the other":
        "asker early searcher",
    });
  });

  it("in a channel or of a label", async () => {
    expect(await missing(`touchpoints:${cart}`, "touchpoints:service")).toEqual({
      "were never in web": "caller",
    });
    expect(await missing(`touchpoints:${cart}`, "journeys:buy/open")).toEqual({
      [`were in web, but never did ${cart}`]: "newcomer",
    });
  });
});

describe("two numbers", () => {
  it("differ by counting one person several times", async () => {
    const { one, other } = await reconcileNumbers({
      config: playground.config,
      one: `drop-offs:buy/${view}`,
      other: "funnel:checkout/1/dropped",
    });
    expect(one).toMatchObject({ unit: "visits", counted: 7, people: 5, people_more_than_once: 1 });
    expect(other).toMatchObject({ unit: "attempts", counted: 4, people: 4 });
  });
});

const refusal = (one: string): Promise<string> =>
  reconcileNumbers({ config: playground.config, one, other: "touchpoints" }).then(
    () => "nothing was refused",
    (error: PolkuError) => error.message,
  );

describe("the people of a number", () => {
  it("are everybody who is counted, and how often", async () => {
    const { config } = playground;
    const { unit, counted, rows } = await listPeople({ config, number: `drop-offs:buy/${view}` });
    expect([unit, counted]).toEqual(["visits", 7]);
    const found = rows.map(({ profile_id, counted: times }) => [nameOf.get(profile_id), times]);
    expect(Object.fromEntries(found)).toEqual({ early: 1, late: 1, newcomer: 1, regular: 3, viewer: 1 });
  });

  it("may be asked in the terminal and as CSV", async () => {
    const asked = ["people", "funnel:checkout/1/dropped", "--config", playground.config];
    const text = (await runCommand(asked)).stdout.toString();
    expect(text).toContain("funnel:checkout/1/dropped: 4 attempts of 4 people.");
    expect(text).toMatch(/polku timeline p_\w+/);
    const csv = (await runCommand([...asked, "--format", "csv"])).stdout.toString();
    expect(csv).toMatch(/^profile_id,counted\r\n(p_\w+,1\r\n){4}$/);
  });
});

describe("the name of a number", () => {
  it("is refused with the nearest that is known", async () => {
    expect(await refusal("funel:checkout")).toContain("did you mean funnel?");
    expect(await refusal("funnel:chekout/2")).toContain("did you mean checkout?");
    expect(await refusal("funnel:checkout/4")).toContain('"4"');
    expect(await refusal("funnel:checkout/2/droped")).toContain("did you mean dropped?");
    expect(await refusal("journeys:buy/dropp")).toContain("did you mean dropped?");
    expect(await refusal(`drop-offs:buy/${view}/goone`)).toContain("did you mean gone?");
    expect(await refusal("visits:buy/web/page_view")).toContain(`did you mean ${view}?`);
    expect(await refusal("paths:shop/web/page_view")).toContain(`did you mean ${view}?`);
    expect(await refusal("touchpoints:wep")).toContain("did you mean web?");
    expect(await refusal("'; drop table kinds; --")).toContain("funnel:checkout/2/dropped");
  });

  it("may be asked in the terminal, which names people to look at", async () => {
    const { config } = playground;
    const spoken = await runCommand([
      "reconcile",
      `drop-offs:buy/${view}`,
      "funnel:checkout/1/dropped",
      "--config",
      config,
    ]);
    const text = spoken.stdout.toString();
    expect(text).toContain("7 visits of 5 people, 1 of them more than once");
    expect(text).toMatch(/1 who entered the funnel, but: stopped, still open\n +for example p_/);
    expect(text).toMatch(/polku timeline p_\w+/);
    const half = await runCommand(["reconcile", "touchpoints:web", "--config", config]);
    expect(half).toMatchObject({ code: 2 });
  });
});
