// Times and event keys as the numbers that a resolve of everything counts with; and whether they fit.
import type { Session } from "../../../warehouse/session.ts";

/** Beyond it a double skips whole numbers. */
const exact = 2 ** 53;

/**
 * False where some time or key is no exact double: then everything is resolved as an increment would be. Else defines the
 * macro `event_place`: a time as an integer to which the key of an event can be added, so that one minimum finds both; of
 * 64 bits where they suffice, for the engine counts them several times as fast as 128.
 */
export const defineEventPlace = async (session: Session): Promise<boolean> => {
  const row = await session.row(
    `select
      coalesce(min(epoch_us(occurred_at)), 0)::double as earliest,
      coalesce(max(epoch_us(occurred_at)), 0)::double as latest,
      coalesce(bool_and(epoch_us(occurred_at) % 1000 = 0), true)::integer as is_whole,
      coalesce(max(event_key), 0)::double as last_key
    from event_identity`,
  );
  const number = (name: string): number => Number(row?.[name] ?? 0);
  const [earliest, latest, lastKey] = [number("earliest"), number("latest"), number("last_key")];
  if (Math.max(-earliest, latest, lastKey) >= exact) return false;
  const unit = number("is_whole") === 1 ? 1000 : 1;
  const keys = 2 ** Math.ceil(Math.log2(lastKey + 2));
  const isNarrow = ((latest - earliest) / unit + 1) * keys < 2 ** 61;
  await session.run(
    `create or replace temp macro event_place(at_time) as ${
      isNarrow
        ? `((epoch_us(at_time) - (${String(earliest)})::bigint) // ${String(unit)}) * ${String(keys)}::bigint`
        : "epoch_us(at_time)::hugeint * 1000000000000000000"
    }`,
  );
  return true;
};
