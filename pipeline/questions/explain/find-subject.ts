// Finds what a user means by NAMESPACE:VALUE, PROFILE_ID or SOURCE:EVENT_ID.
import { PolkuError } from "../../../models/errors.ts";
import { isProfileId } from "../../identity/profile-id.ts";
import { type IdentityContext, writeSettings } from "../../stages/resolve/settings.ts";
import { make } from "../../stages/resolve/statements.ts";
import { normaliseValues } from "../../stages/resolve/evidence/values.ts";
import type { Row, Session } from "../../warehouse/session.ts";

/** Something that was asked for. Keys are of the store; null where there is none. */
export interface Subject {
  /** What stands for it: the identifier itself, the anchor of a profile, what an event was matched by. */
  readonly identifierKey: number | null;
  readonly profileKey: number | null;
  /** As it is compared: the name under which refusals know it, also where it is no identifier. */
  readonly name: { readonly namespace: string; readonly value: string } | null;
  /** Of an event. */
  readonly eventKey?: number;
  /** Of a profile id, whether it is held or not. */
  readonly profileId?: string;
}

const keyOf = (row: Row | undefined, column: string): number | null => {
  const key = row?.[column];
  return typeof key === "number" ? key : null;
};

const holderOf = async (session: Session, identifierKey: number): Promise<number | null> => {
  await make(session, "questions/explain/identifier_holders", [identifierKey]);
  return keyOf(await session.row("from id_identifier_holders"), "profile_key");
};

/** A live id, or a retired one, which is followed to where its anchor is now. */
const byProfileId = async (session: Session, profileId: string): Promise<Subject | undefined> => {
  const row = await session.row(
    `select profile_key from profiles where profile_id = $1
    union all
    select identifiers.identifier_key
    from retired_profiles inner join identifiers using (namespace, "value")
    where retired_profiles.profile_id = $1`,
    [profileId],
  );
  const identifierKey = keyOf(row, "profile_key");
  if (identifierKey === null) return undefined;
  return { identifierKey, profileKey: await holderOf(session, identifierKey), name: null, profileId };
};

/** The value as it is compared, by the rules of the configuration. */
const normalised = async (
  session: Session,
  context: IdentityContext,
  namespace: string,
  value: string,
): Promise<string> => {
  const blocked = await writeSettings(session, context);
  await session.run(
    `create or replace temp table id_observed as
    select namespace_order, $2::varchar as value from cfg_identity_namespaces where namespace = $1`,
    [namespace, value],
  );
  await normaliseValues(session, blocked, context.config.identity.phone.default_country);
  const row = await session.row("select normalised from id_normalised_values");
  return typeof row?.["normalised"] === "string" ? row["normalised"] : value;
};

const byIdentifier = async (
  session: Session,
  context: IdentityContext,
  namespace: string,
  written: string,
): Promise<Subject | undefined> => {
  const value = await normalised(session, context, namespace, written);
  const found = await session.row(
    `select identifier_key from identifiers semi join identifier_facts using (identifier_key)
    where namespace = $1 and "value" = $2`,
    [namespace, value],
  );
  const identifierKey = keyOf(found, "identifier_key");
  const name = { namespace, value };
  if (identifierKey !== null) {
    return { identifierKey, profileKey: await holderOf(session, identifierKey), name };
  }
  const unusable = await session.row(
    `select value_key from unusable_values where namespace = $1 and "value" = $2
    union all
    select household_key from household_values where namespace = $1 and "value" = $2`,
    [namespace, value],
  );
  return unusable === undefined ? undefined : { identifierKey: null, profileKey: null, name };
};

const byEvent = async (session: Session, source: string, eventId: string): Promise<Subject | undefined> => {
  const row = await session.row(
    `select events.event_key, event_profiles.profile_key, coalesce(event_profiles.identifier_key, strongest.identifier_key) as identifier_key
    from events
    left join event_profiles using (event_key)
    left join event_identity as strongest using (event_key)
    where events.source = $1 and events.event_id = $2`,
    [source, eventId],
  );
  if (row === undefined) return undefined;
  return {
    identifierKey: keyOf(row, "identifier_key"),
    profileKey: keyOf(row, "profile_key"),
    name: null,
    eventKey: Number(row["event_key"]),
  };
};

/**
 * An identifier is looked for before an event of the same writing. Throws not_found for what the store does not
 * hold, and usage for what is none of the three.
 */
export const findSubject = async (
  session: Session,
  context: IdentityContext,
  text: string,
): Promise<Subject> => {
  const colon = text.indexOf(":");
  const [left, right] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)];
  if (!isProfileId(text) && colon < 1) {
    throw new PolkuError("usage", {
      problem: "Ask for NAMESPACE:VALUE, a profile id (p_ and 24 hex digits) or SOURCE:EVENT_ID.",
    });
  }
  const isNamespace = context.namespaces.some(({ namespace }) => namespace === left);
  const found = isProfileId(text)
    ? await byProfileId(session, text)
    : ((isNamespace ? await byIdentifier(session, context, left, right) : undefined) ??
      (await byEvent(session, left, right)));
  if (found === undefined) {
    throw new PolkuError("not_found", {
      what: isProfileId(text) ? "This profile id" : "This identifier or event",
      remedy: "Only what a run has stored and resolved can be explained; ids come from the tables.",
    });
  }
  return found;
};
