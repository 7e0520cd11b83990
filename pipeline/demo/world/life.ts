// What one person does in four months, and how one thing leads to another across channels. Pure: plans only;
// records/ writes them down in the vendors' formats.
import { boughtAfterAnswerShare, ticketCauseShares, ticketShare } from "../assumptions.ts";
import { hour, isInWorld, minute, worldEnd, worldStart } from "./calendar.ts";
import { campaigns, type Store, stores } from "./catalogue.ts";
import { type Mail, mailingStory } from "./mailings.ts";
import type { Person } from "./people.ts";
import { atOpeningHour, everydayPurchases, type Purchase, purchaseAt } from "./purchases.ts";
import { Random } from "./random.ts";
import { type Ticket, ticketAt } from "./tickets.ts";
import { atWakingHour, everydayVisits, planVisit, stages, type VisitPlan } from "./visits.ts";

export interface Life {
  readonly person: Person;
  readonly visits: readonly VisitPlan[];
  readonly purchases: readonly Purchase[];
  readonly mails: readonly Mail[];
  readonly tickets: readonly Ticket[];
  /** The person gave the newsletter a mistyped address. */
  readonly isMistypedSubscriber: boolean;
}

interface Diary {
  readonly visits: VisitPlan[];
  readonly purchases: Purchase[];
  readonly mails: Mail[];
  readonly tickets: Ticket[];
}

const mistypedSubscriberShare = 0.012;

const readMail = (
  random: Random,
  person: Person,
  homeStore: Store,
  isMistyped: boolean,
  diary: Diary,
): void => {
  if (!person.isSubscriber) return;
  for (const campaign of campaigns) {
    const story = mailingStory(random, person, campaign, isMistyped);
    diary.mails.push(story.mail);
    diary.visits.push(...story.visits);
    if (story.purchaseAt !== null) {
      diary.purchases.push(purchaseAt(random, person, story.purchaseAt, homeStore));
    }
    if (story.mail.steps.some(({ step }) => step === "unsubscribe" || step === "bounce")) return;
  }
};

const causes = ["beforeBuying", "afterBuying", "other"] as const;

/** Looks at a product, asks about it, and buys it in a store once the answer is there. */
const askBeforeBuying = (random: Random, person: Person, homeStore: Store, diary: Diary): void => {
  const at = atWakingHour(random, worldStart + random.next() * (worldEnd - worldStart - 240 * hour));
  const visit = planVisit(random, person, at, { stage: random.pick([stages.product, stages.cart]) });
  const ticket = ticketAt(random, at + random.integer(20, 90) * minute);
  diary.visits.push(visit);
  diary.tickets.push(ticket);
  const answer = ticket.steps.find(({ step }) => step === "replied")?.at ?? at;
  if (!random.chance(boughtAfterAnswerShare)) return;
  const bought = atOpeningHour(random, answer + random.integer(24, 96) * hour);
  diary.purchases.push(purchaseAt(random, person, bought, homeStore));
};

const askForHelp = (random: Random, person: Person, homeStore: Store, diary: Diary): void => {
  if (person.kind === "visitor" || !random.chance(ticketShare[`${person.kind}s`])) return;
  const cause = causes[random.index(causes.map((name) => ticketCauseShares[name]))];
  const purchase = diary.purchases[random.integer(0, Math.max(diary.purchases.length, 1))];
  if (cause === "beforeBuying") return askBeforeBuying(random, person, homeStore, diary);
  if (cause === "afterBuying" && purchase !== undefined) {
    diary.tickets.push(ticketAt(random, atWakingHour(random, purchase.at + random.integer(24, 96) * hour)));
  } else {
    const at = worldStart + random.next() * (worldEnd - worldStart - hour);
    diary.tickets.push(ticketAt(random, atWakingHour(random, at)));
  }
};

/** A person's four months. Every part has its own stream of chance, so a change in one leaves the others. */
export const liveLife = (seed: string, person: Person): Life => {
  const stream = (part: string): Random => new Random(seed, person.key, part);
  const homeStore = stream("home store").pick(stores);
  const isMistypedSubscriber = person.isSubscriber && stream("subscription").chance(mistypedSubscriberShare);
  const diary: Diary = {
    visits: person.kind === "cardholder" ? [] : everydayVisits(stream("visits"), person),
    purchases: everydayPurchases(stream("purchases"), person, homeStore),
    mails: [],
    tickets: [],
  };
  readMail(stream("mail"), person, homeStore, isMistypedSubscriber, diary);
  askForHelp(stream("service"), person, homeStore, diary);
  return {
    person,
    isMistypedSubscriber,
    visits: diary.visits.filter(({ at }) => isInWorld(at)).toSorted((a, b) => a.at - b.at),
    purchases: diary.purchases.filter(({ at }) => isInWorld(at)).toSorted((a, b) => a.at - b.at),
    mails: diary.mails,
    tickets: diary.tickets.filter(({ steps }) => isInWorld(steps[0]?.at ?? worldEnd)),
  };
};
