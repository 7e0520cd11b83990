// The links of one profile as a graph: the shortest way between two identifiers, and the tree that reaches all
// of them. Pure, over places of identifiers.

export interface GraphLink {
  readonly from: number;
  readonly to: number;
  /** The sum of the ranks of its ends: the less, the stronger. */
  readonly weakness: number;
}

/** A link as it is walked: the place in the list, and the direction. */
export interface Step {
  readonly link: number;
  readonly from: number;
  readonly to: number;
}

interface Reached {
  readonly distance: number;
  /** The sum over the links on the way. */
  readonly weakness: number;
  readonly by: Step | undefined;
}

/** Steps out of every node, in the order of the links. */
const stepsOut = (links: readonly GraphLink[]): Map<number, Step[]> => {
  const out = new Map<number, Step[]>();
  const add = (step: Step): void => {
    const steps = out.get(step.from);
    if (steps === undefined) out.set(step.from, [step]);
    else steps.push(step);
  };
  for (const [link, { from, to }] of links.entries()) {
    add({ link, from, to });
    add({ link, from: to, to: from });
  }
  return out;
};

/** Every node that can be reached, with the best last step: fewest links, then the strongest. Layer by layer. */
const reach = (links: readonly GraphLink[], start: number): Map<number, Reached> => {
  const out = stepsOut(links);
  const reached = new Map<number, Reached>([[start, { distance: 0, weakness: 0, by: undefined }]]);
  let layer = [start];
  while (layer.length > 0) {
    const next = new Map<number, Reached>();
    for (const node of layer) {
      const here = reached.get(node);
      if (here === undefined) continue;
      for (const step of out.get(node) ?? []) {
        const weakness = here.weakness + (links[step.link]?.weakness ?? 0);
        const known = next.get(step.to);
        if (reached.has(step.to) || (known !== undefined && known.weakness <= weakness)) continue;
        next.set(step.to, { distance: here.distance + 1, weakness, by: step });
      }
    }
    for (const [node, best] of next) reached.set(node, best);
    layer = [...next.keys()];
  }
  return reached;
};

/**
 * The shortest chain of links from one node to another: fewest links, then the strongest ones.
 * Empty where there is none, or where both are one.
 */
export const shortestChain = (links: readonly GraphLink[], start: number, end: number): Step[] => {
  const reached = reach(links, start);
  const chain: Step[] = [];
  for (let step = reached.get(end)?.by; step !== undefined; step = reached.get(step.from)?.by) {
    chain.unshift(step);
  }
  return chain;
};

/** A tree of shortest chains from `start` to everything it reaches, nearest first. */
export const shortestTree = (links: readonly GraphLink[], start: number): Step[] =>
  [...reach(links, start).values()].flatMap(({ by }) => (by === undefined ? [] : [by]));
