// Why identifiers are together (chains of links, with their events) and why not (the refusals).
import type { ExplainResult } from "../../models/results.ts";
import { loadConfig } from "../config.ts";
import { bridges } from "../identity/bridges.ts";
import { type GraphLink, shortestChain, shortestTree, type Step } from "../identity/link-graph.ts";
import { findSubject, type Subject } from "./explain/find-subject.ts";
import { type ProfileHoldings, readHoldings } from "./explain/read-holdings.ts";
import { readRefusals } from "./explain/read-refusals.ts";
import type { IdentityContext } from "../stages/resolve/settings.ts";
import { dropAll } from "../stages/resolve/statements.ts";
import type { Session } from "../warehouse/session.ts";
import { openExistingWorkspace } from "../workspace.ts";

export interface ExplainOptions {
  /** The configuration file. */
  readonly config: string;
  /** NAMESPACE:VALUE, a profile id, or SOURCE:EVENT_ID. */
  readonly subject: string;
  /** Another one of these: the chain then leads from the first to it. */
  readonly another?: string | undefined;
}

type Links = ExplainResult["chain"];

const graphOf = ({ identifiers, links }: ProfileHoldings): GraphLink[] => {
  const places = new Map(identifiers.map(({ key }, place) => [key, place]));
  return links.map(({ a, b, weakness }) => ({
    from: places.get(a) ?? 0,
    to: places.get(b) ?? 0,
    weakness,
  }));
};

const told = ({ identifiers, links }: ProfileHoldings, steps: readonly Step[]): Links =>
  steps.flatMap(({ link, from, to }) => {
    const seen = links[link];
    const [one, other] = [identifiers[from], identifiers[to]];
    if (seen === undefined || one === undefined || other === undefined) return [];
    const { source, event_id, occurred_at } = seen;
    return [{ from: one.name, to: other.name, source, event_id, occurred_at }];
  });

const placeOf = ({ identifiers }: ProfileHoldings, key: number | null): number =>
  identifiers.findIndex((identifier) => identifier.key === key);

/**
 * From the first to the other; of one identifier alone to the anchor of its profile; of a profile alone, from
 * the anchor to everything that it holds.
 */
const chainOf = (
  holdings: ProfileHoldings,
  graph: readonly GraphLink[],
  subject: Subject,
  another: Subject | undefined,
): Step[] => {
  const anchor = placeOf(holdings, subject.profileKey);
  const from = placeOf(holdings, subject.identifierKey);
  if (from < 0) return [];
  if (another === undefined) {
    return from === anchor ? shortestTree(graph, anchor) : shortestChain(graph, from, anchor);
  }
  const to = placeOf(holdings, another.identifierKey);
  return to < 0 ? [] : shortestChain(graph, from, to);
};

/** Explains out of a store that is open. Throws not_found and usage. */
export const explainIn = async (
  session: Session,
  context: IdentityContext,
  subject: string,
  another?: string,
): Promise<ExplainResult> => {
  const asked = await findSubject(session, context, subject);
  const other = another === undefined ? undefined : await findSubject(session, context, another);
  const holdings = await readHoldings(session, asked.profileKey);
  const graph = graphOf(holdings);
  const refusals = await readRefusals(session, other === undefined ? [asked] : [asked, other]);
  await dropAll(session);
  return {
    profile_id: holdings.profileId,
    identifiers: holdings.identifiers.map(({ namespace, value, kind, is_anchor }) => ({
      namespace,
      value,
      kind,
      is_anchor,
    })),
    chain: told(holdings, chainOf(holdings, graph, asked, other)),
    refusals,
    bridges: told(
      holdings,
      bridges(graph).map((link) => ({ link, from: graph[link]?.from ?? 0, to: graph[link]?.to ?? 0 })),
    ),
  };
};

/**
 * Why something is where it is: the profile, what it holds, the shortest chain of links (fewest, then the
 * strongest), the refusals that touch the profile, and the links whose removal would split it. An id that is
 * held no more is followed to where its anchor is now. Throws PolkuError.
 */
export const explain = async (options: ExplainOptions): Promise<ExplainResult> => {
  const loaded = await loadConfig(options.config);
  const workspace = await openExistingWorkspace(loaded);
  try {
    return await explainIn(workspace.warehouse.writer, loaded, options.subject, options.another);
  } finally {
    await workspace.close();
  }
};
