// What the benchmark of journeys asks: the figures with goals, and random definitions from a seed.

export interface Ask {
  readonly name: string;
  readonly kind: "paths" | "funnel" | "sessions";
  readonly definition: Readonly<Record<string, unknown>>;
  readonly identity?: "stitched" | "unstitched";
  /** Seconds. */
  readonly goal?: number;
}

const view = { event_type: "page_viewed" };
const product = { event_type: "product_viewed" };
const cart = { event_type: "cart_added" };
const order = { event_type: "order_completed" };

export const askedAnalyses: readonly Ask[] = [
  { name: "paths of 5 steps", kind: "paths", definition: { max_steps: 5, max_edges: 50 }, goal: 1.8 },
  {
    name: "directly-follows graph",
    kind: "paths",
    definition: { show: "graph", grain: "profile" },
    goal: 1.4,
  },
  { name: "variants", kind: "paths", definition: { show: "sequences" }, goal: 1.8 },
  {
    name: "funnel of 3 steps",
    kind: "funnel",
    definition: { steps: [product, cart, order], window_days: 14 },
    goal: 0.8,
  },
  {
    name: "funnel of 12 steps",
    kind: "funnel",
    definition: {
      steps: Array.from({ length: 12 }, (_, place) => (place % 2 === 0 ? view : product)),
      window_days: 120,
    },
    goal: 1,
  },
  { name: "paths of a journey", kind: "paths", definition: { journey: "purchase", max_edges: 50 }, goal: 2 },
  {
    name: "paths by item",
    kind: "paths",
    definition: { label: "item", max_steps: 5, max_edges: 50 },
    goal: 2,
  },
  { name: "paths, unstitched", kind: "paths", definition: { max_steps: 5 }, identity: "unstitched" },
  { name: "sessions", kind: "sessions", definition: {} },
];

/** A small generator of whole numbers (mulberry32), the same for the same seed. */
const drawsOf = (seed: number): ((below: number) => number) => {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

const pick = <Value>(draw: (below: number) => number, values: readonly Value[]): Value | undefined =>
  values[draw(values.length)];

const optional = (entries: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));

const points = [
  view,
  product,
  cart,
  order,
  { step_label: "web/cart_added" },
  { channel: "service" },
  { item: "/p/1*" },
] as const;

const randomPaths = (draw: (below: number) => number): Record<string, unknown> =>
  optional({
    show: pick(draw, ["edges", "edges", "graph", "matrix", "sequences"]),
    label: pick(draw, ["step", "step", "channel", "event_type"]),
    grain: pick(draw, ["session", "profile", undefined]),
    start: draw(3) === 0 ? pick(draw, points) : undefined,
    end: draw(3) === 0 ? pick(draw, points) : undefined,
    include: draw(4) === 0 ? [{ channel: ["web", "store"] }] : undefined,
    exclude: draw(4) === 0 ? [pick(draw, points)] : undefined,
    gap_minutes: draw(4) === 0 ? 10 + draw(100) : undefined,
    max_steps: 2 + draw(9),
    max_edges: 10 + draw(90),
    collapse: draw(2) === 0,
    count: pick(draw, ["transitions", "profiles"]),
    journey: draw(4) === 0 ? "purchase" : undefined,
  });

const randomFunnel = (draw: (below: number) => number): Record<string, unknown> => ({
  steps: Array.from({ length: 2 + draw(6) }, () => pick(draw, [view, product, cart, order])),
  window_days: 1 + draw(60),
  entry: pick(draw, ["best", "first", "latest"]),
});

/** So many definitions, the same for the same seed: most of paths, some of funnels and sessions. */
export const randomAnalyses = (count: number, seed: number): Ask[] => {
  const draw = drawsOf(seed);
  return Array.from({ length: count }, (_, place): Ask => {
    const kind = pick(draw, ["paths", "paths", "paths", "funnel", "sessions"] as const) ?? "paths";
    const definitions = {
      paths: () => randomPaths(draw),
      funnel: () => randomFunnel(draw),
      sessions: () => ({ gap_minutes: 5 + draw(200) }),
    };
    const definition = definitions[kind]();
    return { name: `${String(place + 1)} ${kind} ${JSON.stringify(definition)}`, kind, definition };
  });
};
