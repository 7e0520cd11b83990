// Resolves identities: who is who, and whose each event is. One transaction over all evidence that was not
// resolved yet; the result equals that of a resolve of everything.
import { identityHash } from "../identity/identity-hash.ts";
import { policyNamed } from "../identity/policies/policy-registry.ts";
import { faultPoint } from "../fault-point.ts";
import type { Statement } from "../../models/identity/statement.ts";
import type { DataEnd, RunContext } from "../run/run-context.ts";
import type { Session } from "../warehouse/session.ts";
import { admit } from "./admit.ts";
import { attribute } from "./resolve/attribution.ts";
import { takeBack } from "./resolve/displacement.ts";
import type { IdentifierKeys } from "./resolve/evidence/identifier-keys.ts";
import { keepHouseholds } from "./resolve/evidence/households.ts";
import { readStated } from "./resolve/evidence/stated.ts";
import { readEvidence, type UnknownNamespace } from "./resolve/evidence.ts";
import { openFound } from "./resolve/links/found.ts";
import { group, type Grouping } from "./resolve/groups.ts";
import { markDirty, recordHistory } from "./resolve/history.ts";
import { gatherLinks } from "./resolve/links.ts";
import { keepMembers, keepProfiles } from "./resolve/profiles.ts";
import { decideScope, openScope, rememberScope, type Scope } from "./resolve/scope.ts";
import { policyRules, writeSettings } from "./resolve/settings.ts";
import { groupEverything } from "./resolve/whole.ts";
import { defineEventPlace } from "./resolve/whole/clock.ts";
import { keepAllProfiles } from "./resolve/whole/members.ts";
import { addStatements } from "../statements/statement-rows.ts";
import { dropAll, inAnyOrder, release } from "./resolve/statements.ts";

export interface ResolveOptions {
  /** Resolve everything, whatever is known. */
  readonly isFull: boolean;
  /** Added in the same transaction, so that they are stored with all that follows from them or not at all. */
  readonly statements?: readonly Statement[];
  /** False where nobody asks for the totals: they are then 0. Counted from scratch they cost as much as a small batch. */
  readonly isCounted?: boolean;
  /** What a process that resolves for hours remembers of identifiers: then not all of them are looked through. */
  readonly keys?: IdentifierKeys;
}

export interface Resolved extends Grouping {
  /** True where everything was resolved: build has to rebuild everything. */
  readonly isFull: boolean;
  readonly profiles: number;
  readonly knownProfiles: number;
  /** Events of the evidence that belong to no profile. */
  readonly unattributed: number;
  /** Stored events that are later than the end of data. */
  readonly future: number;
  /** Ids that vanished or appeared, by cause. */
  readonly changes: Readonly<Record<string, number>>;
  /** Of the events that this resolve read. */
  readonly unknownNamespaces: readonly UnknownNamespace[];
}

const noTotals = { profiles: 0, knownProfiles: 0, unattributed: 0, future: 0 };

const totals = async (session: Session): Promise<typeof noTotals> => {
  const row = await session.row(
    `select
      (select count(*) from profiles) as profiles,
      (select count(*) from profiles where is_known) as known,
      (select count(*) from events) as stored,
      (select count(*) from future_events) as future,
      (select count(*) from event_profiles) as attributed`,
  );
  const count = (name: string): number => Number(row?.[name] ?? 0);
  return {
    profiles: count("profiles"),
    knownProfiles: count("known"),
    unattributed: count("stored") - count("future") - count("attributed"),
    future: count("future"),
  };
};

/** Everything that is decided before components exist: the evidence and who may link. */
const prepare = async (
  context: RunContext,
  session: Session,
  scope: Scope,
  keys: IdentifierKeys | undefined,
): Promise<UnknownNamespace[]> => {
  const { config, reporter } = context;
  reporter.begin("admit", "rows");
  const blocked = await writeSettings(session, context);
  await readStated(session, scope);
  await openScope(session, scope);
  await takeBack(session, scope);
  if (!scope.isFull) await openFound(session);
  const country = config.identity.phone.default_country;
  const unknown = await readEvidence(session, scope, { blocked, country, keys });
  await keepHouseholds(session, context.secret);
  await release(session, ["normalised_values"]);
  await admit(session, scope, config.consent.purpose);
  reporter.end(await session.count("select count(*) from id_new_events"));
  return unknown;
};

/** Writes who is who and whose each event is, of what is in scope. */
const find = async (context: RunContext, session: Session, scope: Scope): Promise<Grouping> => {
  const { policy, max_component_links } = context.config.identity;
  const asked = [policyNamed(policy), policyRules(context), max_component_links] as const;
  if (scope.isFull && (await defineEventPlace(session))) {
    const { grouping, groups, identifiers } = await groupEverything(session, scope, ...asked);
    faultPoint("resolve-middle");
    await attribute(session, scope, groups.profiles);
    await keepAllProfiles(session, groups, identifiers, context.secret);
    return grouping;
  }
  await gatherLinks(session, scope);
  const grouping = await group(session, scope, ...asked);
  await keepMembers(session, scope);
  faultPoint("resolve-middle");
  await attribute(session, scope);
  await keepProfiles(session, scope, context.secret);
  return grouping;
};

/**
 * Reads the events that became evidence, takes back those that were displaced, and rewrites whatever follows:
 * identifiers, links, profiles, the profile of each event, owners of shared devices, refusals, the history of
 * ids, and the list of profiles to rebuild. All of it commits together or not at all.
 */
export const resolve = (
  context: RunContext,
  dataEnd: DataEnd,
  { isFull, statements = [], isCounted = true, keys }: ResolveOptions,
): Promise<Resolved> => {
  const { writer } = context.warehouse;
  const hash = identityHash(context);
  const work = async (): Promise<Resolved> => {
    await dropAll(writer);
    await addStatements(writer, statements);
    faultPoint("statements-added");
    const scope = await decideScope(writer, dataEnd, hash, isFull);
    const unknownNamespaces = await prepare(context, writer, scope, keys);
    context.reporter.begin("resolve", "rows");
    const grouping = await find(context, writer, scope);
    const changes = await recordHistory(writer, scope, context.runId);
    await markDirty(writer, scope);
    await rememberScope(writer, scope, hash);
    await dropAll(writer);
    const counted = isCounted ? await totals(writer) : noTotals;
    context.reporter.end(counted.profiles);
    return { isFull: scope.isFull, ...counted, ...grouping, changes, unknownNamespaces };
  };
  return inAnyOrder(writer, () => writer.transaction(work));
};
