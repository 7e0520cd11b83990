// Mailings as the events that SendGrid's webhook delivers.
import { helsinkiMonth, second, worldEnd } from "../world/calendar.ts";
import { site } from "../world/catalogue.ts";
import { mistypeEmail, spellEmail } from "../world/contacts.ts";
import type { Life } from "../world/life.ts";
import type { Mail, MailStep } from "../world/mailings.ts";
import { Random } from "../world/random.ts";
import type { Ledger } from "./ledger.ts";
import type { WorldRecord } from "./world-record.ts";

/** Until then the events were kept as SendGrid posts them, in JSON arrays; since then one a line. */
const arraysUntil = Date.UTC(2025, 11, 31, 22);

type Json = Readonly<Record<string, unknown>>;

interface Letter {
  readonly address: string;
  readonly campaign: string;
  readonly messageId: string;
  readonly person: string;
}

/** Addresses of a range kept for documentation (RFC 5737). */
const documentationIp = (random: Random): string => `203.0.113.${random.integer(1, 255)}`;

const reader = (random: Random): Json => ({
  ip: documentationIp(random),
  useragent: "Mozilla/5.0 (compatible; mail reader)",
});

/** What each event tells beside what all of them carry. */
const details: Readonly<Record<MailStep, (random: Random, campaign: string) => Json>> = {
  processed: () => ({}),
  delivered: () => ({ response: "250 OK" }),
  bounce: () => ({ reason: "550 5.1.1 unknown recipient", status: "5.1.1", type: "bounce" }),
  open: (random) => ({ ...reader(random), sg_machine_open: false }),
  click: (random, campaign) => ({
    ...reader(random),
    url: `${site}/?utm_campaign=${campaign}`,
    url_offset: { index: 0, type: "html" },
  }),
  unsubscribe: reader,
};

const recordOf = (random: Random, letter: Letter, step: MailStep, at: number): WorldRecord => {
  const eventId = random.hex(22);
  const record = {
    email: letter.address,
    timestamp: Math.floor(at / second),
    "smtp-id": `<${letter.messageId}@mail.puoti.example>`,
    event: step,
    category: [letter.campaign, "uutiskirje"],
    sg_event_id: eventId,
    sg_message_id: `${letter.messageId}.recvd-0`,
    ...details[step](random, letter.campaign),
  };
  return {
    source: "newsletter",
    file: `email/${helsinkiMonth(at)}.${at < arraysUntil ? "json" : "ndjson"}`,
    at,
    lines: [JSON.stringify(record)],
    brokenAs: null,
    events: [{ eventId, person: letter.person, fate: "stored" }],
  };
};

const mailRecords = (random: Random, mail: Mail, address: string, person: string): WorldRecord[] => {
  const letter = { address, campaign: mail.campaign.name, messageId: random.hex(22), person };
  return mail.steps
    .filter(({ at }) => at < worldEnd)
    .map(({ step, at }) => recordOf(random, letter, step, at));
};

/** Everything the newsletter knows of a person. */
export const sendgridRecords = (seed: string, life: Life, ledger: Ledger): WorldRecord[] => {
  const { person, mails, isMistypedSubscriber } = life;
  if (mails.length === 0) return [];
  const random = new Random(seed, person.key, "sendgrid");
  const known = isMistypedSubscriber ? mistypeEmail(random, person.email) : person.email;
  if (isMistypedSubscriber) ledger.count("mistyped_emails");
  const address = ledger.spelled("email", known, spellEmail(random, known), person.key);
  return mails.flatMap((mail) => mailRecords(random, mail, address, person.key));
};
