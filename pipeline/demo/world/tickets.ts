// What people ask customer service, and how long it takes.
import { ratedShare } from "../assumptions.ts";
import { firstReplyHours, reopenHours, reopenShare, solutionHours } from "../figures.ts";
import { hour, minute, second } from "./calendar.ts";
import type { Random } from "./random.ts";

export type TicketVia = "email" | "voice";

export type TicketStep = "created" | "replied" | "solved" | "reopened" | "rated";

export interface Ticket {
  readonly via: TicketVia;
  readonly subject: string;
  /** In order of time; the first is `created`. Steps after the end of the data are not told yet. */
  readonly steps: readonly { readonly step: TicketStep; readonly at: number }[];
  readonly score: "good" | "bad";
}

const subjects = ["Toimitus", "Palautus", "Tuotekysymys", "Lasku", "Tilini"] as const;

const wholeSecond = (at: number): number => at - (at % second);

/** A ticket opened at this instant, told to its end. */
export const ticketAt = (random: Random, opened: number): Ticket => {
  const at = wholeSecond(opened);
  const steps: { step: TicketStep; at: number }[] = [{ step: "created", at }];
  const add = (step: TicketStep, hours: number, from: number): number => {
    const then = wholeSecond(from + Math.max(hours * hour, minute));
    steps.push({ step, at: then });
    return then;
  };
  const solution = Math.max(random.draw(solutionHours), 0.1);
  const reply = Math.min(random.draw(firstReplyHours), solution * 0.9);
  const repliedAt = add("replied", reply, at);
  let solvedAt = add("solved", Math.max(solution - (repliedAt - at) / hour, 0), repliedAt);
  if (random.chance(reopenShare.share)) {
    const reopenedAt = add("reopened", random.draw(reopenHours), solvedAt);
    solvedAt = add("solved", random.draw(solutionHours), reopenedAt);
  }
  if (random.chance(ratedShare)) add("rated", 1 + random.next() * 30, solvedAt);
  return {
    via: random.chance(0.75) ? "email" : "voice",
    subject: random.pick(subjects),
    steps,
    score: random.chance(0.8) ? "good" : "bad",
  };
};
