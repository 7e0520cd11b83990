// The links of a profile as they are told: chains along them, and the bridges among them.
import type { ExplainResult } from "../../../models/results/identity.ts";
import { bridgingUnits } from "../../identity/bridges.ts";
import type { GraphLink, Step } from "../../identity/link-graph.ts";
import type { HoldingLink, ProfileHoldings } from "./read-holdings.ts";

type ToldLink = ExplainResult["links"][number];
type Bridge = ExplainResult["bridges"][number];

/** Over places of identifiers. */
export const graphOf = ({ identifiers, links }: ProfileHoldings): GraphLink[] => {
  const places = new Map(identifiers.map(({ key }, place) => [key, place]));
  return links.map(({ a, b, weakness }) => ({
    from: places.get(a) ?? 0,
    to: places.get(b) ?? 0,
    weakness,
  }));
};

const told = (from: string, to: string, link: HoldingLink): ToldLink => {
  const { source, event_id, occurred_at, events, statement_id } = link;
  return { from, to, source, event_id, occurred_at, events, statement_id };
};

/** Links as they are walked, in the direction of the walk. */
export const toldSteps = ({ identifiers, links }: ProfileHoldings, steps: readonly Step[]): ToldLink[] =>
  steps.flatMap(({ link, from, to }) => {
    const seen = links[link];
    const [one, other] = [identifiers[from], identifiers[to]];
    if (seen === undefined || one === undefined || other === undefined) return [];
    return [told(one.name, other.name, seen)];
  });

/** Every link, from the stronger identifier to the weaker. */
export const toldLinks = (holdings: ProfileHoldings, graph: readonly GraphLink[]): ToldLink[] =>
  toldSteps(
    holdings,
    graph.map(({ from, to }, link) => ({ link, from, to })),
  );

/** One for each unit of evidence without which the profile would be two, the strongest first. */
export const toldBridges = (holdings: ProfileHoldings, graph: readonly GraphLink[]): Bridge[] => {
  const columns = {
    from: Int32Array.from(graph, ({ from }) => from),
    to: Int32Array.from(graph, ({ to }) => to),
    unit: Int32Array.from(holdings.links, ({ unit }) => unit),
  };
  const isBridge = bridgingUnits(columns, holdings.identifiers.length);
  const bridges = new Map<number, ToldLink[]>();
  for (const [place, link] of toldLinks(holdings, graph).entries()) {
    const unit = columns.unit[place] ?? 0;
    if (isBridge[unit] === 1) bridges.set(unit, [...(bridges.get(unit) ?? []), link]);
  }
  return [...bridges.values()].flatMap((links) => {
    const [first] = links;
    return first === undefined ? [] : [{ ...first, identifiers: [first.from, ...links.map(({ to }) => to)] }];
  });
};
