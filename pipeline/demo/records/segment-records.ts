// Visits as records of Segment's clients, with the moments at which people say who they are.
import { helsinkiMonth, isoTime } from "../world/calendar.ts";
import { spellEmail, spellPhone } from "../world/contacts.ts";
import type { Life } from "../world/life.ts";
import type { Device, Person } from "../world/people.ts";
import { Random } from "../world/random.ts";
import { type Hit, visitHits, type VisitPlan } from "../world/visits.ts";
import { callOf, contextOf, type Json } from "./segment-calls.ts";
import type { Ledger } from "./ledger.ts";
import type { WorldRecord } from "./world-record.ts";

/** Accounts of the first shop were replaced on this day; an alias tells that old and new are one. */
const newAccountsAt = Date.UTC(2026, 1, 1);

/** Share of people whose pages send a word where a user id belongs, until they sign in. */
const junkUserIdShare = 0.04;

/** What the clients of one person remember between visits. */
interface Client {
  readonly person: Person;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly junkUserId: string | null;
  isIdentified: boolean;
  hasUsedFormerId: boolean;
  isAliased: boolean;
}

/** A record as text. Ids of sixteen digits and more go out as JSON numbers, whole. */
export const segmentText = (record: Json): string =>
  JSON.stringify(record).replace(/"(userId|previousId)":"(\d{16,})"/g, '"$1":$2');

const userIdAt = ({ person }: Client, at: number): string | null =>
  person.formerUserId !== null && at < newAccountsAt ? person.formerUserId : person.userId;

/** What a client tells of a person; a guest at the checkout gives an address only. */
const traitsOf = ({ person, random, ledger }: Client): Json => {
  const email = ledger.spelled("email", person.email, spellEmail(random, person.email), person.key);
  if (person.userId === null) return { email };
  if (person.phone === null) return { email, name: person.name };
  const phone = ledger.spelled("phone", person.phone, spellPhone(random, person.phone), person.key);
  return { email, name: person.name, phone };
};

const noteDevice = (ledger: Ledger, person: Person, device: Device): void => {
  ledger.note("anonymous_id", device.anonymousId, person.key);
  if (device.appDeviceId !== null) ledger.note("device_id", device.appDeviceId, person.key);
};

const recordOf = (client: Client, visit: VisitPlan, at: number, call: Json): WorldRecord => {
  const { person, random } = client;
  const isApp = visit.device.appDeviceId !== null;
  const messageId = isApp ? random.uuid() : `ajs-next-${at}-${random.uuid()}`;
  const sentAt = at + random.integer(20, 900);
  const record = {
    messageId,
    timestamp: isoTime(at),
    sentAt: isoTime(sentAt),
    receivedAt: isoTime(sentAt + 40),
    anonymousId: visit.device.anonymousId,
    ...call,
  };
  return {
    source: "shop-web",
    file: `web/${isApp ? "app-" : ""}${helsinkiMonth(at)}.ndjson`,
    at,
    lines: [segmentText(record)],
    brokenAs: null,
    events: [{ eventId: messageId, person: person.key, fate: "stored" }],
  };
};

/** The alias by which the shop tells that a person's first account and the present one are the same. */
const aliasOf = (client: Client, visit: VisitPlan, hit: Hit): WorldRecord[] => {
  const { formerUserId, userId } = client.person;
  if (!client.hasUsedFormerId || client.isAliased || hit.at < newAccountsAt) return [];
  client.isAliased = true;
  client.ledger.count("second_accounts");
  // An alias does not say of which kind the earlier id is, so it stands for both.
  if (formerUserId !== null) client.ledger.note("anonymous_id", formerUserId, client.person.key);
  const context = contextOf(visit, hit, false);
  return [recordOf(client, visit, hit.at - 1, { type: "alias", previousId: formerUserId, userId, context })];
};

const identify = (client: Client, visit: VisitPlan, hit: Hit, context: Json): WorldRecord[] => {
  const { person, ledger } = client;
  const userId = userIdAt(client, hit.at);
  const alias = aliasOf(client, visit, hit);
  if (userId !== null) ledger.note("user_id", userId, person.key);
  if (userId !== null && userId === person.formerUserId) client.hasUsedFormerId = true;
  client.isIdentified = true;
  const traits = hit.hasTraits ? traitsOf(client) : {};
  return [...alias, recordOf(client, visit, hit.at, { type: "identify", userId, traits, context })];
};

const visitRecords = (client: Client, visit: VisitPlan): WorldRecord[] => {
  const { person, random, ledger } = client;
  noteDevice(ledger, person, visit.device);
  const hits = visitHits(random, visit, !client.isIdentified);
  return hits.flatMap((hit, place) => {
    const context = contextOf(visit, hit, place === 0);
    if (hit.kind === "identify") return identify(client, visit, hit, context);
    const userId = hit.isSignedIn ? userIdAt(client, hit.at) : client.junkUserId;
    if (!hit.isSignedIn && client.junkUserId !== null) ledger.count("junk_user_ids");
    if (hit.kind === "order") ledger.note("order_id", hit.order.number, person.key);
    const call = callOf(random, hit, visit.device.appDeviceId !== null);
    return [recordOf(client, visit, hit.at, { userId, ...call, context })];
  });
};

/** Everything a person's visits leave in the web source. */
export const segmentRecords = (seed: string, life: Life, ledger: Ledger): WorldRecord[] => {
  const random = new Random(seed, life.person.key, "segment");
  const client: Client = {
    person: life.person,
    random,
    ledger,
    junkUserId: random.chance(junkUserIdShare) ? random.pick(["guest", "undefined", "null", "0"]) : null,
    isIdentified: false,
    hasUsedFormerId: false,
    isAliased: false,
  };
  return life.visits.flatMap((visit) => visitRecords(client, visit));
};
