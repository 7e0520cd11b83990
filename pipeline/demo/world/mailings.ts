// What happens to one mailing to one person, and what the person does about it.
import { idleClickShare, openShare, responseShares, signInShare, unsubscribeShare } from "../assumptions.ts";
import { mailingResponseShare, responseDelayDays } from "../figures.ts";
import { day, hour, minute, second } from "./calendar.ts";
import type { Campaign } from "./catalogue.ts";
import type { Person } from "./people.ts";
import { atOpeningHour } from "./purchases.ts";
import type { Random } from "./random.ts";
import { atWakingHour, planVisit, stages, type VisitPlan } from "./visits.ts";

export type MailStep = "processed" | "delivered" | "bounce" | "open" | "click" | "unsubscribe";

export interface Mail {
  readonly campaign: Campaign;
  readonly steps: readonly { readonly step: MailStep; readonly at: number }[];
}

/** A mailing with what it led to: visits, and the time of a purchase in a store. */
export interface MailingStory {
  readonly mail: Mail;
  readonly visits: readonly VisitPlan[];
  readonly purchaseAt: number | null;
}

const responses = ["store", "order", "comesBack"] as const;

/** Most mail is opened soon, some after days. */
const readingDelay = (random: Random): number => {
  const part = random.next();
  return Math.floor(part * part * part * 2 * day) + minute;
};

const click = (random: Random, person: Person, campaign: Campaign, at: number, stage?: number): VisitPlan =>
  planVisit(random, person, at + random.integer(2, 30) * second, {
    campaign: campaign.name,
    signsIn: random.chance(signInShare.afterMailing) && person.userId !== null,
    ...(stage === undefined ? {} : { stage }),
  });

/** Buys in a store, orders at once, or leaves at the checkout and comes back to order. */
const respond = (
  random: Random,
  person: Person,
  campaign: Campaign,
  clickAt: number,
): Omit<MailingStory, "mail"> => {
  const response = responses[random.index(responses.map((name) => responseShares[name]))];
  const date = Math.max(campaign.sentAt + random.draw(responseDelayDays) * day, clickAt + hour);
  if (response === "store" || person.userId === null) {
    const at = Math.max(atOpeningHour(random, date), clickAt + hour);
    return { visits: [click(random, person, campaign, clickAt)], purchaseAt: at };
  }
  if (response === "order") {
    return { visits: [click(random, person, campaign, clickAt, stages.order)], purchaseAt: null };
  }
  const at = Math.max(atWakingHour(random, date), clickAt + 2 * hour);
  const comesBack = planVisit(random, person, at, { stage: stages.order, signsIn: true });
  return { visits: [click(random, person, campaign, clickAt, stages.checkout), comesBack], purchaseAt: null };
};

/** One mailing to one subscriber. `isMistyped`: the address does not exist, so the mail comes back. */
export const mailingStory = (
  random: Random,
  person: Person,
  campaign: Campaign,
  isMistyped: boolean,
): MailingStory => {
  const processedAt = campaign.sentAt + random.integer(0, 900) * second;
  const arrivedAt = processedAt + random.integer(1, 60) * second;
  const steps: { step: MailStep; at: number }[] = [{ step: "processed", at: processedAt }];
  const mail = { campaign, steps };
  steps.push({ step: isMistyped ? "bounce" : "delivered", at: arrivedAt });
  const responds = random.chance(mailingResponseShare.share);
  if (isMistyped || !(responds || random.chance(openShare))) return { mail, visits: [], purchaseAt: null };

  const openAt = arrivedAt + readingDelay(random);
  const clickAt = openAt + random.integer(3, 120) * second;
  steps.push({ step: "open", at: openAt });
  if (responds) {
    steps.push({ step: "click", at: clickAt });
    return { mail, ...respond(random, person, campaign, clickAt) };
  }
  if (random.chance(unsubscribeShare / openShare)) steps.push({ step: "unsubscribe", at: clickAt });
  else if (random.chance(idleClickShare)) {
    steps.push({ step: "click", at: clickAt });
    return { mail, visits: [click(random, person, campaign, clickAt)], purchaseAt: null };
  }
  return { mail, visits: [], purchaseAt: null };
};
