// One profile out of the live store: what it holds, what it did last, and its open journeys. Identity and touchpoints are
// those of the last committed batch; journeys are those of the last build.
import { z } from "zod";
import type { DataEnd } from "../../run/run-context.ts";
import { isoFromMicros } from "../../warehouse/plain-value.ts";
import { integers, type Row, type Session } from "../../warehouse/session.ts";
import { sqlText } from "../../warehouse/sql-text.ts";
import { Belongings } from "./belongings.ts";
import { findProfile, type FoundProfile } from "./find-profile.ts";
import { hiding } from "./hidden-tables.ts";
import type { IdentifierKeys } from "../../stages/resolve/evidence/identifier-keys.ts";
import { keyList, keysIn } from "./key-list.ts";
import {
  openJourney,
  type ProfileIdentifier,
  type ProfileRefusal,
  type ProfileResult,
  profileTouchpoint,
} from "./profile-result.ts";
import type { ReadingSession } from "./reading-session.ts";

const mostIdentifiers = 200;
const mostLookUps = 8;

interface State {
  readonly dataEnd: DataEnd;
  readonly isBuilt: boolean;
  readonly isDirty: boolean;
}

const readState = async (session: Session, profileKey: number): Promise<State> => {
  const row = await session.row(
    `select
      (select value from store_meta where key = 'identity_data_end') as data_end,
      exists (select 1 from store_meta where key = 'models') as is_built,
      exists (select 1 from dirty_profiles where profile_key = $1::integer) as is_dirty`,
    [profileKey],
  );
  const end = row?.["data_end"];
  return {
    dataEnd: typeof end === "string" ? BigInt(end) : null,
    isBuilt: row?.["is_built"] === true,
    isDirty: row?.["is_dirty"] === true,
  };
};

interface Held extends ProfileIdentifier {
  readonly key: number;
}

/** Few are looked up one by one: a row's place is known by its key, and a list of keys reads whole columns between. */
const readIdentifiers = async (session: Session, keys: readonly number[]): Promise<readonly Row[]> => {
  const columns = `identifier_key, namespace, "value" as value, kind, rank`;
  const order = `order by rank, namespace, "value" limit ${String(mostIdentifiers)}`;
  if (keys.length > mostLookUps) {
    return session.rows(
      `select ${columns} from identifiers where identifier_key in ${keysIn(1, "integer")} ${order}`,
      [keyList(keys)],
    );
  }
  const each = keys.map(
    (_, place) => `select ${columns} from identifiers where identifier_key = $${String(place + 1)}::integer`,
  );
  return session.rows(`select * from (${each.join(" union all ")}) ${order}`, keys);
};

/** The strongest first: what the profile holds alone, and the shared devices that are its own now. */
const readHeld = async (session: Session, profileKey: number): Promise<readonly Held[]> => {
  const members = await session.columns(
    "select identifier_key from members where profile_key = $1::integer",
    [profileKey],
  );
  const owned = await session.columns(
    "select distinct identifier_key from device_owners where profile_key = $1::integer and valid_to is null",
    [profileKey],
  );
  const shared = new Set(integers(owned["identifier_key"]));
  const keys = new Set([profileKey, ...integers(members["identifier_key"]), ...shared]);
  const rows = await readIdentifiers(session, [...keys]);
  return rows.map((row) => heldOf(row, profileKey, shared));
};

const textOf = (row: Row, column: string): string => {
  const value = row[column];
  return typeof value === "string" ? value : "";
};

const heldOf = (row: Row, profileKey: number, shared: ReadonlySet<number>): Held => {
  const key = Number(row["identifier_key"]);
  return {
    key,
    namespace: textOf(row, "namespace"),
    value: textOf(row, "value"),
    kind: textOf(row, "kind"),
    is_anchor: key === profileKey,
    is_shared: shared.has(key),
  };
};

const journeysSql = (eventKeys: string): string =>
  hiding(
    {
      // A journey is named by its first touchpoint, and that is one of the profile's: so few rows are looked at.
      int_journeys: `select * from main.int_journeys
        where profile_key = $1::integer and journey_key in ${eventKeys}`,
      profiles: "select * from main.profiles where profile_key = $1::integer",
      int_journey_outcomes: sqlText("sql/intermediate/journeys/int_journey_outcomes.sql"),
      fct_journeys: sqlText("sql/marts/fct_journeys.sql"),
    },
    "select * from fct_journeys where outcome = 'open' order by started_at, journey_id",
  );

/** Most profiles have none that can be open, and to find that out costs less than a journey's names. */
const maybeOpenSql = (eventKeys: string): string =>
  `with own as materialized (
    select is_converted, next_at, ended_at from int_journeys
    where profile_key = $1::integer and journey_key in ${eventKeys}
  )
  select 1 as found from own
  where not is_converted and next_at is null
    and epoch_us(ended_at) >= epoch_us(cfg_settings().data_end)
      - (select coalesce(max(idle_microseconds), 0) from cfg_journeys)
  limit 1`;

const readJourneys = async (
  session: Session,
  profileKey: number,
  belongings: Belongings,
): Promise<ProfileResult["journeys"]> => {
  if (belongings.isEmpty) return [];
  const { subquery, parameters } = belongings.keys(2);
  const given = [profileKey, ...parameters];
  if ((await session.row(maybeOpenSql(subquery), given)) === undefined) return [];
  return z.array(openJourney).parse(await session.rows(journeysSql(subquery), given));
};

const seenOf = z.object({ first_seen_at: z.string().nullable(), last_seen_at: z.string().nullable() });

/** A profile can hold identifiers that were only seen on events of others. */
const readSightings = async (session: Session, held: readonly Held[]): Promise<z.output<typeof seenOf>> =>
  seenOf.parse(
    (await session.row(sqlText("sql/identity/questions/profile/sightings.sql"), [
      keyList(held.map(({ key }) => key)),
    ])) ?? {},
  );

const activityOf = seenOf.extend({
  events: z.number(),
  touchpoints: z.number(),
  inbound_touchpoints: z.number(),
});

const recentSql = (eventKeys: string): string =>
  hiding(
    {
      places: `select rowid as place from main.events where event_key in ${eventKeys}`,
      events: "select * from main.events where rowid in (select place from places)",
      int_events_named: sqlText("sql/intermediate/touchpoints/int_events_named.sql"),
    },
    sqlText("sql/identity/questions/profile/recent_touchpoints.sql"),
  );

interface Activity extends z.output<typeof activityOf> {
  readonly recent: ProfileResult["touchpoints"];
}

const silent: Activity = {
  events: 0,
  touchpoints: 0,
  inbound_touchpoints: 0,
  first_seen_at: null,
  last_seen_at: null,
  recent: [],
};

const readActivity = async (
  session: Session,
  belongings: Belongings,
  limit: number,
  namespaceOf: (key: number) => Promise<string | null>,
): Promise<Activity> => {
  if (belongings.isEmpty) return silent;
  const { subquery, parameters } = belongings.keys(2);
  const rows = await session.rows(recentSql(subquery), [limit, ...parameters]);
  const recent: ProfileResult["touchpoints"][number][] = [];
  for (const row of rows) {
    if (row["event_key"] === null) continue;
    const { identifierKey, isAnonymous } = belongings.of(Number(row["event_key"]));
    const matched = { matched_namespace: await namespaceOf(identifierKey), is_anonymous: isAnonymous };
    recent.push({ ...profileTouchpoint.parse(row), ...matched });
  }
  return { ...activityOf.parse(rows[0]), recent };
};

/** By what is held, else by its row: an event can be matched by a device that is another's by now. */
const namespaces = (session: Session, held: readonly Held[]): ((key: number) => Promise<string | null>) => {
  const known = new Map<number, string | null>(held.map(({ key, namespace }) => [key, namespace]));
  return async (key) => {
    const namespace = known.get(key);
    if (namespace !== undefined) return namespace;
    const row = await session.row("select namespace from identifiers where identifier_key = $1::integer", [
      key,
    ]);
    const found = row === undefined ? null : textOf(row, "namespace");
    known.set(key, found);
    return found;
  };
};

const told = (held: readonly Held[]): readonly ProfileIdentifier[] =>
  held.map(({ namespace, value, kind, is_anchor, is_shared }) => ({
    namespace,
    value,
    kind,
    is_anchor,
    is_shared,
  }));

const readFound = async (
  reading: ReadingSession,
  found: FoundProfile,
  limit: number,
): Promise<ProfileResult> => {
  const { session } = reading;
  const { profileKey } = found;
  const state = await readState(session, profileKey);
  await reading.setDataEnd(state.dataEnd);
  const held = await readHeld(session, profileKey);
  const belongings = await Belongings.read(session, profileKey);
  const { recent, events, touchpoints, inbound_touchpoints, ...seen } = await readActivity(
    session,
    belongings,
    limit,
    namespaces(session, held),
  );
  const { first_seen_at, last_seen_at } = belongings.isEmpty ? await readSightings(session, held) : seen;
  return {
    profile: {
      profile_id: found.profileId,
      is_known: found.isKnown,
      first_seen_at,
      last_seen_at,
      identifiers: told(held),
      counts: {
        identifiers: found.identifiers,
        person_identifiers: found.personIdentifiers,
        events,
        touchpoints,
        inbound_touchpoints,
      },
    },
    touchpoints: recent,
    journeys: state.isBuilt ? await readJourneys(session, profileKey, belongings) : [],
    is_stale: state.isDirty || !state.isBuilt,
    data_end: state.dataEnd === null ? null : isoFromMicros(state.dataEnd),
  };
};

/** The profile that holds an identifier alone, with its newest touchpoints; in one transaction, so of one moment. */
export const readProfile = (
  reading: ReadingSession,
  keys: IdentifierKeys,
  { namespace, value, limit }: { readonly namespace: string; readonly value: string; readonly limit: number },
): Promise<ProfileResult | ProfileRefusal> =>
  reading.session.transaction(async () => {
    const found = await findProfile(reading, keys, namespace, value);
    return typeof found === "string" ? found : readFound(reading, found, limit);
  });
