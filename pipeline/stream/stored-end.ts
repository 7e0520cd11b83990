// The end of data of a stream: the greatest time stored that is not later than now. It never goes back, also where the
// clock does; only what is new since the last batch is looked at. And what is left to resolve up to it.
import type { Resolution } from "../run.ts";
import type { DataEnd, RunContext } from "../run/run-context.ts";
import { resolve } from "../stages/resolve.ts";
import type { Session } from "../warehouse/session.ts";
import { readMeta } from "../workspace/store-schema.ts";

/** A resolve without data leaves an end that is earlier than any event. */
const beforeAnyEvent = -(2n ** 61n);

/** The end that the last resolve had, in microseconds since 1970; null where nothing was evidence then. */
export const resolvedEnd = async (session: Session): Promise<DataEnd> => {
  const known = await readMeta(session, "identity_data_end");
  return known === undefined || BigInt(known) < beforeAnyEvent ? null : BigInt(known);
};

/** The key of the last event that was resolved; 0 where none was. */
const resolvedKey = async (session: Session): Promise<string> =>
  (await readMeta(session, "identity_event_key")) ?? "0";

/** Microseconds since 1970; null where nothing is stored that is not in the future. */
export const storedEnd = async (session: Session): Promise<DataEnd> => {
  const known = await resolvedEnd(session);
  const row = await session.row(
    `select epoch_us(max(occurred_at))::varchar as data_end from (
      select occurred_at from events where event_key > $1::bigint
      union all
      select occurred_at from events semi join future_events using (event_key)
    ) where occurred_at <= make_timestamp($2::bigint)`,
    [await resolvedKey(session), BigInt(Date.now()) * 1000n],
  );
  const found = row?.["data_end"];
  const newest = typeof found === "string" ? BigInt(found) : null;
  if (known === null) return newest;
  return newest === null || known > newest ? known : newest;
};

/** Whether a resolve would find anything: events behind the last one, or an end of data that moved on. */
export const hasUnresolved = async (session: Session, dataEnd: DataEnd): Promise<boolean> => {
  const known = await readMeta(session, "identity_data_end");
  if (known === undefined || (dataEnd !== null && dataEnd > BigInt(known))) return true;
  const found = await session.count(
    "select count(*) from (from events where event_key > $1::bigint limit 1)",
    [await resolvedKey(session)],
  );
  return found > 0;
};

/** Resolves what batches did not: events out of files, and those whose time has come. Null where there was nothing to resolve. */
export const resolveRest = async (context: RunContext, dataEnd: DataEnd): Promise<Resolution | null> =>
  (await hasUnresolved(context.warehouse.writer, dataEnd))
    ? resolve(context, dataEnd, { isFull: false, isCounted: false })
    : null;
