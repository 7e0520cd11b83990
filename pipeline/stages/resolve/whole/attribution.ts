// Whose the events are that carry nothing shared, nearly all: of whoever holds their strongest identifier.
import { placesOf } from "../../../identity/sets/places.ts";
import { doubles, type Session } from "../../../warehouse/session.ts";

/** More of them than a Set holds safely are left to the engine. */
const manyEvents = 8_000_000;

/**
 * Writes `event_profiles` of all events but those in `id_near_identity`. `profiles` is by identifier key. False, and nothing is
 * written, where too many events carry something shared.
 */
export const attributePlain = async (session: Session, profiles: Int32Array): Promise<boolean> => {
  if ((await session.count("select count(*) from id_near_identity")) > manyEvents) return false;
  const { event_key: near } = await session.columns(
    "select event_key::double as event_key from id_near_identity",
  );
  const nearEvents = new Set(doubles(near));
  const size = await session.count("select count(*) from event_identity");
  const events = new Float64Array(size);
  const identifiers = new Int32Array(size);
  const holders = new Int32Array(size);
  const isAnonymous = new Uint8Array(size);
  let next = 0;
  const rows = await session.stream(
    "select event_key::double, identifier_key, is_anonymous::integer from event_identity",
  );
  for await (const [keys = [], strongest = [], anonymous = []] of rows.numbers()) {
    for (let row = 0; row < keys.length; row += 1) {
      const event = keys[row] ?? 0;
      if (nearEvents.has(event)) continue;
      const identifier = strongest[row] ?? 0;
      events[next] = event;
      identifiers[next] = identifier;
      holders[next] = profiles[identifier] ?? 0;
      isAnonymous[next] = anonymous[row] ?? 0;
      next += 1;
    }
  }
  await session.bulkAppend(
    "event_profiles",
    [
      { type: "bigint", values: events },
      { type: "integer", values: holders },
      { type: "integer", values: identifiers },
      { type: "boolean", values: isAnonymous },
    ],
    placesOf(next, (place) => holders[place] !== 0),
  );
  return true;
};
