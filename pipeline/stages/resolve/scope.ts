// What this resolve has to look at: everything, or what is new, displaced, or no longer in the future.
import type { DataEnd } from "../../run-context.ts";
import type { Session } from "../../warehouse/session.ts";
import { view } from "./statements.ts";

export interface Scope {
  readonly isFull: boolean;
  /** True where everything is resolved because the identity configuration changed. */
  readonly isConfigChanged: boolean;
  readonly dataEnd: bigint;
}

/** Later than nothing: without an end of data no event is evidence. */
const beforeAllTime = -(2n ** 62n);

const meta = async (session: Session, key: string): Promise<string | null> => {
  const row = await session.row("select value from store_meta where key = $1", [key]);
  const value = row?.["value"];
  return typeof value === "string" ? value : null;
};

const keepMeta = async (session: Session, key: string, value: string): Promise<void> => {
  await session.run("insert or replace into store_meta values ($1, $2)", [key, value]);
};

const lastKeyOf = async (session: Session): Promise<bigint> =>
  BigInt((await meta(session, "identity_event_key")) ?? "0");

/**
 * Decides between a full and an incremental resolve. It is full where asked for, on the first time, where the
 * configuration that decides who is who is another, and where the end of data moved back.
 */
export const decideScope = async (
  session: Session,
  dataEnd: DataEnd,
  hash: string,
  isFull: boolean,
): Promise<Scope> => {
  const knownHash = await meta(session, "identity_hash");
  const knownEnd = await meta(session, "identity_data_end");
  const end = dataEnd ?? beforeAllTime;
  const isConfigChanged = knownHash !== null && knownHash !== hash;
  const isMovedBack = knownEnd !== null && end < BigInt(knownEnd);
  return {
    isFull: isFull || knownHash === null || isConfigChanged || isMovedBack,
    isConfigChanged,
    dataEnd: end,
  };
};

/** Remembers what was resolved; nothing of it is read again by the resolve that writes it. */
export const rememberScope = async (session: Session, scope: Scope, hash: string): Promise<void> => {
  const lastKey = await session.row("select coalesce(max(event_key), 0)::varchar as event_key from events");
  await keepMeta(session, "identity_event_key", String(lastKey?.["event_key"] ?? "0"));
  await keepMeta(session, "identity_data_end", String(scope.dataEnd));
  await keepMeta(session, "identity_hash", hash);
  await session.run("delete from displaced_events");
};

const evidence = (scope: Scope): string => `epoch_us(occurred_at) <= ${String(scope.dataEnd)}`;

/** Events that were never evidence before and are now; and those that wait for a later end of data. */
const scopeNewEvents = async (session: Session, scope: Scope): Promise<void> => {
  const lastKey = String(await lastKeyOf(session));
  const isUnseen = `(event_key > ${lastKey} or event_key in (select event_key from future_events)
    or event_key in (select event_key from displaced_events))`;
  if (scope.isFull) {
    await view(
      session,
      "new_events",
      `select event_key from events where ${evidence(scope)} and event_key > ${lastKey}`,
    );
    await session.run("delete from future_events");
    await session.run(
      `insert into future_events select event_key from events where not (${evidence(scope)})`,
    );
    await view(
      session,
      "scope_events",
      `select event_key, occurred_at, identity_action, identifiers, consent from events where ${evidence(scope)}`,
    );
    return;
  }
  await session.run(
    `create or replace temp table id_new_events as
    select event_key from events where ${evidence(scope)} and ${isUnseen}`,
  );
  await session.run(
    `insert into future_events
    select event_key from events
    where not (${evidence(scope)}) and event_key > ${lastKey}
      and event_key not in (select event_key from future_events)`,
  );
  await session.run("delete from future_events where event_key in (select event_key from id_new_events)");
  await session.run("delete from future_events where event_key in (select event_key from displaced_events)");
  await view(
    session,
    "scope_events",
    `select event_key, occurred_at, identity_action, identifiers, consent
    from events semi join id_new_events using (event_key)`,
  );
};

/** Every identifier of every event of the evidence: the strongest of each, and the others. */
const carries = `
  select event_key, identifier_key, occurred_at, is_verified from event_identity
  union all
  select event_key, identifier_key, occurred_at, is_verified from event_pairs`;

export const openScope = async (session: Session, scope: Scope): Promise<void> => {
  await scopeNewEvents(session, scope);
  await view(session, "carries", carries);
};
