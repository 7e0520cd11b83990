// What this resolve has to look at: everything, or what is new, displaced, or no longer in the future.
import type { DataEnd } from "../../run/run-context.ts";
import type { Session } from "../../warehouse/session.ts";
import { readMeta, writeMeta } from "../../workspace/store-schema.ts";
import { view } from "./statements.ts";

export interface Scope {
  readonly isFull: boolean;
  /** True where everything is resolved because the identity configuration changed. */
  readonly isConfigChanged: boolean;
  readonly dataEnd: bigint;
}

/** Later than nothing: without an end of data no event is evidence. */
const beforeAllTime = -(2n ** 62n);

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
  const knownHash = await readMeta(session, "identity_hash");
  const knownEnd = await readMeta(session, "identity_data_end");
  const end = dataEnd ?? beforeAllTime;
  const isConfigChanged = knownHash !== undefined && knownHash !== hash;
  const isMovedBack = knownEnd !== undefined && end < BigInt(knownEnd);
  return {
    isFull: isFull || knownHash === undefined || isConfigChanged || isMovedBack,
    isConfigChanged,
    dataEnd: end,
  };
};

/** Remembers what was resolved; nothing of it is read again by the resolve that writes it. */
export const rememberScope = async (session: Session, scope: Scope, hash: string): Promise<void> => {
  const earlier = (await readMeta(session, "identity_event_key")) ?? "0";
  // A full resolve may follow events that went.
  const beyond = scope.isFull ? "" : `where event_key > ${earlier}`;
  const newest = await session.count(`select coalesce(max(event_key), 0) from events ${beyond}`);
  const lastKey = scope.isFull ? newest : Math.max(newest, Number(earlier));
  await writeMeta(session, "identity_event_key", String(lastKey));
  await writeMeta(session, "identity_data_end", String(scope.dataEnd));
  await writeMeta(session, "identity_hash", hash);
  await session.run("delete from displaced_events");
};

const evidence = (scope: Scope): string => `occurred_at <= make_timestamp(${String(scope.dataEnd)}::bigint)`;

const columns = "event_key, occurred_at, identity_action, identifiers, consent";

const openFull = async (session: Session, scope: Scope, lastKey: string): Promise<void> => {
  await view(
    session,
    "new_events",
    `select event_key from events where ${evidence(scope)} and event_key > ${lastKey}`,
  );
  await view(session, "scope_events", `select ${columns} from events where ${evidence(scope)}`);
  await session.run("delete from future_events");
  await session.run(`insert into future_events select event_key from events where not (${evidence(scope)})`);
};

/** Events that were not evidence before and are now; and those that wait for a later end of data. */
const openIncrement = async (session: Session, scope: Scope, lastKey: string): Promise<void> => {
  const awaited = await session.count(
    "select count(*) from (select event_key from future_events union all select event_key from displaced_events)",
  );
  const again = `union
    select event_key from events
    semi join (
      select event_key from future_events union select event_key from displaced_events
    ) as awaited using (event_key)
    where ${evidence(scope)}`;
  await session.run(
    `create or replace temp table id_new_events as
    select event_key from events where event_key > ${lastKey} and ${evidence(scope)} ${awaited > 0 ? again : ""}`,
  );
  await session.run(
    `create or replace temp table id_scope_events as
    select ${columns} from events semi join id_new_events using (event_key)`,
  );
  if (awaited > 0) {
    await session.run("delete from future_events where event_key in (select event_key from id_new_events)");
    await session.run(
      "delete from future_events where event_key in (select event_key from displaced_events)",
    );
  }
  await session.run(
    `insert into future_events
    select event_key from events where event_key > ${lastKey} and not (${evidence(scope)})`,
  );
};

/** Every identifier of every event of the evidence: the strongest of each, and the others. */
const carries = `
  select event_key, identifier_key, occurred_at, is_verified from event_identity
  union all
  select event_key, identifier_key, occurred_at, is_verified from event_pairs`;

export const openScope = async (session: Session, scope: Scope): Promise<void> => {
  const lastKey = (await readMeta(session, "identity_event_key")) ?? "0";
  await (scope.isFull ? openFull : openIncrement)(session, scope, lastKey);
  await view(session, "carries", carries);
};
