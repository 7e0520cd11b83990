// Why identifiers are together (chains of links, with their events) and why not (the refusals).
import type { ExplainResult } from "../../models/results/identity.ts";
import { loadConfig } from "../config.ts";
import { onStore } from "../control/on-store.ts";
import { type GraphLink, shortestChain, shortestTree, type Step } from "../identity/link-graph.ts";
import { findSubject, type Subject } from "./explain/find-subject.ts";
import { readEvent } from "./explain/read-event.ts";
import { historyOf, idChain } from "./explain/read-history.ts";
import { type ProfileHoldings, readHoldings } from "./explain/read-holdings.ts";
import { readRefusals } from "./explain/read-refusals.ts";
import { graphOf, toldBridges, toldLinks, toldSteps } from "./explain/told-links.ts";
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

const profileIdOf = async (session: Session, { profileKey }: Subject): Promise<string | null> => {
  const row = await session.row("select profile_id from profiles where profile_key = $1", [profileKey]);
  return typeof row?.["profile_id"] === "string" ? row["profile_id"] : null;
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
  const { profileId } = holdings;
  const graph = graphOf(holdings);
  const bridges = toldBridges(holdings, graph);
  const idsAsked = [asked.profileId, other?.profileId, profileId].filter((id) => typeof id === "string");
  const result = {
    profile_id: profileId,
    identifiers: holdings.identifiers.map(({ namespace, value, kind, is_anchor }) => ({
      namespace,
      value,
      kind,
      is_anchor,
    })),
    chain: toldSteps(holdings, chainOf(holdings, graph, asked, other)),
    refusals: await readRefusals(session, other === undefined ? [asked] : [asked, other]),
    bridges,
    links: toldLinks(holdings, graph),
    history: await historyOf(session, [...new Set(idsAsked)]),
    id_chain: asked.profileId === undefined ? [] : await idChain(session, asked.profileId, profileId),
    another: other === undefined ? null : { profile_id: await profileIdOf(session, other) },
    event: asked.eventKey === undefined ? null : await readEvent(session, asked.eventKey, bridges),
  };
  await dropAll(session);
  return result;
};

/**
 * Why something is where it is: the profile, what it holds, the shortest chain of links (fewest, then the
 * strongest), the refusals that touch the profile, the bridges without which it would be two, the history of its id,
 * and what an event did. An id that is held no more is followed to where its anchor is now. Throws PolkuError.
 */
export const explain = (options: ExplainOptions): Promise<ExplainResult> =>
  onStore("explain", { ...options }, () => explainHere(options));

const explainHere = async (options: ExplainOptions): Promise<ExplainResult> => {
  const loaded = await loadConfig(options.config);
  const workspace = await openExistingWorkspace(loaded);
  try {
    return await explainIn(workspace.warehouse.writer, loaded, options.subject, options.another);
  } finally {
    await workspace.close();
  }
};
