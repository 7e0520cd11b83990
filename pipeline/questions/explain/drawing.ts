// An explanation as a graph to draw: identifiers, the links between them, and what was refused. Knows no notation.
import type { ExplainResult } from "../../../models/results/identity.ts";

export interface DrawnNode {
  /** `n0`, `n1`, …: safe in every notation. */
  readonly name: string;
  readonly label: string;
  /** person, device, token; `outside` where the profile does not hold it. */
  readonly kind: string;
  readonly isAnchor: boolean;
}

export interface DrawnLink {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly style: "link" | "bridge" | "refused";
}

export interface Drawing {
  readonly title: string;
  readonly nodes: readonly DrawnNode[];
  readonly links: readonly DrawnLink[];
  /** Links that are left out because no picture of so many can be read. */
  readonly omitted: number;
}

/** Mermaid draws no more than 500 edges unless it is told to. */
const mostLinks = 400;

type Link = ExplainResult["links"][number];

const nameOf = ({ from, to, statement_id }: Link): string => JSON.stringify([from, to, statement_id]);

const evidence = ({ source, event_id, occurred_at, events, statement_id }: Link): string => {
  const what = statement_id === null ? `${source ?? ""}:${event_id ?? ""}` : `statement ${statement_id}`;
  return `${what}, ${occurred_at.slice(0, 10)}${events > 1 ? `, ${String(events)} events` : ""}`;
};

class Nodes {
  readonly all: DrawnNode[] = [];
  readonly #places = new Map<string, string>();

  add(label: string, kind: string, isAnchor = false): string {
    const known = this.#places.get(label);
    if (known !== undefined) return known;
    const name = `n${String(this.all.length)}`;
    this.#places.set(label, name);
    this.all.push({ name, label, kind, isAnchor });
    return name;
  }
}

/** A bridge is drawn as each of the links that its events showed. */
const isBridgeIn = ({ bridges }: ExplainResult): ((link: Link) => boolean) => {
  const names = new Set(
    bridges.flatMap((bridge) => bridge.identifiers.slice(1).map((to) => nameOf({ ...bridge, to }))),
  );
  return (link) => names.has(nameOf(link));
};

/** The chain first, then bridges, then the other links; refusals last. */
export const drawingOf = (result: ExplainResult): Drawing => {
  const nodes = new Nodes();
  for (const { namespace, value, kind, is_anchor } of result.identifiers) {
    nodes.add(`${namespace}:${value}`, kind, is_anchor);
  }
  const isBridge = isBridgeIn(result);
  const onChain = new Set(
    result.chain.flatMap((link) => [nameOf(link), nameOf({ ...link, from: link.to, to: link.from })]),
  );
  const weight = (link: Link): number => Number(!onChain.has(nameOf(link))) * 2 + Number(!isBridge(link));
  const holding = result.links
    .toSorted((one, other) => weight(one) - weight(other))
    .map((link): DrawnLink => ({
      from: nodes.add(link.from, "outside"),
      to: nodes.add(link.to, "outside"),
      label: evidence(link),
      style: isBridge(link) ? "bridge" : "link",
    }));
  const shownRefusals = result.refusals.slice(0, mostLinks);
  const refused = shownRefusals.flatMap((refusal): DrawnLink[] => {
    const from = nodes.add(`${refusal.namespace_a}:${refusal.value_a}`, "outside");
    if (refusal.namespace_b === null) return [{ from, to: from, label: refusal.rule, style: "refused" }];
    const to = nodes.add(`${refusal.namespace_b}:${refusal.value_b ?? ""}`, "outside");
    const label = `${refusal.rule}: ${refusal.source}:${refusal.event_id}`;
    return [{ from, to, label, style: "refused" }];
  });
  const links = [...holding.slice(0, Math.max(mostLinks - refused.length, 0)), ...refused];
  const omitted = holding.length + result.refusals.length - links.length;
  return {
    title: result.profile_id === null ? "no profile" : `profile ${result.profile_id}`,
    nodes: omitted === 0 ? nodes.all : linked(nodes.all, links),
    links,
    omitted,
  };
};

const linked = (nodes: readonly DrawnNode[], links: readonly DrawnLink[]): DrawnNode[] => {
  const ends = new Set(links.flatMap(({ from, to }) => [from, to]));
  return nodes.filter(({ name, isAnchor }) => isAnchor || ends.has(name));
};
