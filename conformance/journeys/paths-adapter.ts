// Cases of paths: edges between numbered nodes (`2_x` is the second step x), their weights, times and people.
import { z } from "zod";
import { type AnalysisResult, paths, PolkuError } from "../../pipeline/index.ts";
import { type Verdict, verdictOf } from "../verdict.ts";
import type { JourneyCase } from "./journey-case.ts";
import { playJourneyCase, type PlayedCase } from "./play-journey-case.ts";

const querySchema = z.looseObject({
  stepLimit: z.number().default(5),
  edgeLimit: z.number().default(50),
  startPoint: z.string().optional(),
  endPoint: z.string().optional(),
  includeTypes: z.array(z.string()).optional(),
  excludeItems: z.array(z.string()).default([]),
  groupings: z.array(z.string()).default([]),
  groupTie: z.enum(["first", "last"]).default("first"),
  cleaning: z.array(z.object({ regex: z.string(), alias: z.string() })).default([]),
  minEdgeWeight: z.number().optional(),
  maxEdgeWeight: z.number().optional(),
  sessionGapSeconds: z.number().default(1800),
  sessionBoundary: z.string().optional(),
  funnel: z
    .looseObject({ steps: z.array(z.string()), windowSeconds: z.number().default(1_209_600) })
    .optional(),
  which: z.enum(["before", "between", "after"]).optional(),
  reachedStep: z.number().optional(),
  droppedAtStep: z.number().optional(),
});

type Query = z.output<typeof querySchema>;

const edgeSchema = z.object({
  source: z.string(),
  target: z.string(),
  value: z.number(),
  avg_s: z.number().optional(),
});

const expectSchema = z.looseObject({
  edges: z.array(edgeSchema).optional(),
  edges_any_order: z.array(edgeSchema).optional(),
  edge_count: z.number().optional(),
  persons: z.record(z.string(), z.array(z.string())).optional(),
});

type Edge = z.output<typeof edgeSchema>;

const withoutSlash = (text: string): string => (text.length > 1 ? text.replace(/\/+$/, "") : text);

const isGiven = ([, value]: [string, unknown]): boolean => value !== undefined;

const funnelOf = ({ funnel, which, reachedStep, droppedAtStep }: Query): object | undefined =>
  funnel === undefined
    ? undefined
    : {
        of: {
          steps: funnel.steps.map((item) => ({ item })),
          window_seconds: funnel.windowSeconds,
          ties: "convert",
        },
        part: which ?? "after",
        ...(droppedAtStep === undefined ? { step: reachedStep ?? 1 } : { dropped_at: droppedAtStep }),
      };

/** The options of a case; those it does not name are the defaults of the system that published it. */
const definitionOf = (query: Query): object => {
  const isWeighed = query.minEdgeWeight !== undefined || query.maxEdgeWeight !== undefined;
  const isBetween = query.startPoint !== undefined && query.endPoint !== undefined;
  const gap = query.funnel === undefined ? query.sessionGapSeconds : query.funnel.windowSeconds;
  const given = {
    start: query.startPoint === undefined ? undefined : withoutSlash(query.startPoint),
    end: query.endPoint === undefined ? undefined : withoutSlash(query.endPoint),
    include: query.includeTypes?.map((type) => ({ vendor_event: type })),
    max_edges: isBetween ? undefined : query.edgeLimit,
    min_weight: query.minEdgeWeight,
    max_weight: query.maxEdgeWeight,
    funnel: funnelOf(query),
  };
  return {
    label: "item",
    clean: [...query.cleaning, { regex: "^(.+?)/+$", alias: "\\1" }],
    groups: query.groupings,
    group_priority: query.groupTie,
    exclude_labels: query.excludeItems,
    gap_minutes: gap / 60,
    gap_boundary: /^gap >( |$)/.test(query.sessionBoundary ?? "") ? "joins" : "splits",
    max_steps: query.stepLimit,
    seconds_to: "last",
    ends: false,
    beyond: "cut",
    is_connected: !isWeighed,
    ...Object.fromEntries(Object.entries(given).filter(isGiven)),
  };
};

const node = (step: unknown, label: unknown): string =>
  `${String(step)}_${label === "…" ? "..." : String(label)}`;

const edgesOf = ({ rows }: AnalysisResult): Edge[] =>
  rows.map((row) => ({
    source: node(row["from_step"], row["from_label"]),
    target: node(row["to_step"], row["to_label"]),
    value: Number(row["transitions"]),
    ...(typeof row["mean_seconds"] === "number" ? { avg_s: row["mean_seconds"] } : {}),
  }));

/** A point that nothing is called leads nowhere. */
const ask = async (config: string, definition: object): Promise<Edge[]> => {
  try {
    return edgesOf(await paths({ config, definition }));
  } catch (error) {
    if (error instanceof PolkuError && error.message.startsWith("No touchpoint is called")) return [];
    throw error;
  }
};

const text = ({ source, target, value, avg_s }: Edge, isTimed: boolean): string =>
  `${source}>${target} ${String(value)}${isTimed && avg_s !== undefined ? ` in ${String(avg_s)} s` : ""}`;

const differences = (found: readonly Edge[], expected: readonly Edge[], isOrdered: boolean): string[] => {
  const texts = found.map((edge, place) => text(edge, expected[place]?.avg_s !== undefined || !isOrdered));
  const wanted = expected.map((edge) => text(edge, true));
  const [left, right] = isOrdered ? [texts, wanted] : [texts.toSorted(), wanted.toSorted()];
  return left.join("\n") === right.join("\n")
    ? []
    : [`expected ${right.join(", ")}; found ${left.join(", ")}`];
};

const nodesOf = (path: string): string[] => path.split(" > ").map((label, place) => node(place + 1, label));

const personsBehind = async (played: PlayedCase, definition: object, edge: string): Promise<string[]> => {
  const { rows } = await paths({ config: played.config, definition, people: true });
  const [source = "", target = ""] = edge.split(">");
  const taking = rows.filter(({ path }) => {
    const nodes = nodesOf(String(path));
    return nodes.some((name, place) => name === source && nodes[place + 1] === target);
  });
  return [
    ...new Set(taking.map(({ profile_id }) => played.personOf.get(String(profile_id)) ?? "")),
  ].toSorted();
};

const judge = async (
  played: PlayedCase,
  query: Query,
  expect: z.output<typeof expectSchema>,
): Promise<Verdict> => {
  const definition = definitionOf(query);
  const found = await ask(played.config, definition);
  const reasons: string[] = [];
  if (expect.edges !== undefined) reasons.push(...differences(found, expect.edges, true));
  if (expect.edges_any_order !== undefined)
    reasons.push(...differences(found, expect.edges_any_order, false));
  if (expect.edge_count !== undefined && expect.edge_count !== found.length) {
    reasons.push(`expected ${String(expect.edge_count)} edges; found ${String(found.length)}`);
  }
  for (const [edge, persons] of Object.entries(expect.persons ?? {})) {
    const behind = await personsBehind(played, definition, edge);
    if (behind.join() !== persons.toSorted().join()) reasons.push(`${edge} is taken by ${behind.join(", ")}`);
  }
  return verdictOf(reasons);
};

/** Kinds `paths` and `funnelPaths`. */
export const pathsAdapter = (example: JourneyCase): Promise<Verdict> => {
  const query = querySchema.parse(example.query);
  const expect = expectSchema.parse(example.expect);
  return playJourneyCase(example, {}, (played) => judge(played, query, expect));
};
