// When every identifier was seen, counted in typed arrays and written once.
import { FirstSightings } from "../../../identity/sets/first-sightings.ts";
import { doubles, integers, type Session } from "../../../warehouse/session.ts";
import { make, makeOf } from "../statements.ts";

/** What a resolve of everything knows of each identifier, by key. */
export interface Identifiers {
  readonly firstAt: Float64Array;
  readonly firstEvent: Float64Array;
  /** 1 where some event carries it. */
  readonly isSeen: Uint8Array;
  /** The place of its namespace by strength. */
  readonly namespaces: Uint16Array;
  /** By namespace. */
  readonly isPerson: Uint8Array;
}

const readNamespaces = async (session: Session, size: number): Promise<Uint16Array> => {
  const namespaces = new Uint16Array(size);
  const rows = await session.stream("select identifier_key, namespace_order from identifiers");
  for await (const [keys, orders] of rows.numbers()) {
    keys?.forEach((key, row) => (namespaces[key] = orders?.[row] ?? 0));
  }
  return namespaces;
};

const readPersons = async (session: Session): Promise<Uint8Array> => {
  const { is_person } = await session.columns(
    "select (kind = 'person')::integer as is_person from cfg_identity_namespaces order by namespace_order",
  );
  return Uint8Array.from(integers(is_person));
};

const readSightings = async (session: Session, size: number): Promise<FirstSightings> => {
  const sightings = new FirstSightings(size);
  for (const table of ["event_identity", "event_pairs"]) {
    const rows = await session.stream(
      `select identifier_key, epoch_us(occurred_at)::double, event_key::double, is_verified::integer from ${table}`,
    );
    for await (const [keys = [], times = [], events = [], verified = []] of rows.numbers()) {
      sightings.add(keys, times, events, verified);
    }
  }
  return sightings;
};

/** Of several events in the first instant of an identifier the first in canonical order. */
const decideTies = async (session: Session, tied: Int32Array, firstEvent: Float64Array): Promise<void> => {
  if (tied.length === 0) return;
  await makeOf(session, "tied_identifiers", { identifier_key: tied });
  await make(session, "whole/first_events");
  const columns = await session.columns(
    "select identifier_key, event_key::double as event_key from id_first_events",
  );
  const events = doubles(columns["event_key"]);
  integers(columns["identifier_key"]).forEach((key, row) => (firstEvent[key] = events[row] ?? 0));
};

const personsOf = (namespaces: Uint16Array, isPerson: Uint8Array): Uint8Array => {
  const persons = new Uint8Array(namespaces.length);
  for (let key = 0; key < persons.length; key += 1) persons[key] = isPerson[namespaces[key] ?? 0] ?? 0;
  return persons;
};

/** Writes `identifier_facts` of all evidence. */
export const keepAllFacts = async (session: Session): Promise<Identifiers> => {
  const size = 1 + (await session.count("select coalesce(max(identifier_key), 0) from identifiers"));
  const sightings = await readSightings(session, size);
  const namespaces = await readNamespaces(session, size);
  const isPerson = await readPersons(session);
  const { firstAt, firstEvent } = sightings;
  const seen = sightings.seen();
  await decideTies(session, sightings.tied(), firstEvent);
  await session.bulkAppend(
    "identifier_facts",
    [
      { type: "place" },
      { type: "bigint", values: sightings.events },
      { type: "timestamp", values: sightings.firstAt },
      { type: "timestamp", values: sightings.lastAt },
      { type: "bigint", values: firstEvent },
      { type: "boolean", values: sightings.isVerified },
      { type: "boolean", values: personsOf(namespaces, isPerson) },
    ],
    seen,
  );
  const isSeen = new Uint8Array(size);
  for (let row = 0; row < seen.length; row += 1) isSeen[seen[row] ?? 0] = 1;
  // The rest is not read again, and there is much of it.
  return { firstAt, firstEvent, isSeen, namespaces, isPerson };
};
