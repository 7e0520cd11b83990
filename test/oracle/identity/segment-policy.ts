// The segment policy, played event by event over everything: each event makes the profiles of its identifiers one, or
// drops its weakest identifier and tries again.
import { groupBy } from "../measures.ts";
import type { Evidence } from "./evidence.ts";
import { type Identifier, nameOf, ruleOf } from "./identifier.ts";
import { type Link, linkName, mayLink } from "./links.ts";
import { Groups, type LinkRule, type Question, type Resolution, sharedFirst } from "./policy.ts";

const microsPerDay = 86_400_000_000;

interface Sighting {
  readonly name: string;
  readonly at: number;
}

class Played {
  readonly groups: Groups;
  readonly #joined: Groups;
  readonly #question: Question;
  readonly #sightings: Sighting[] = [];

  constructor(question: Question, links: readonly Link[]) {
    const names = question.identifiers.map(nameOf);
    this.#question = question;
    this.groups = new Groups(names);
    this.#joined = new Groups(names);
    for (const { a, b } of links.filter((link) => link.isJoin)) {
      this.groups.unite(nameOf(a), nameOf(b));
      this.#joined.unite(nameOf(a), nameOf(b));
    }
  }

  take(carried: readonly Identifier[], at: number): void {
    const kept = this.#fitting(carried, at);
    for (const identifier of kept) {
      for (const other of kept) this.groups.unite(nameOf(identifier), nameOf(other));
      this.#sightings.push({ name: nameOf(identifier), at });
    }
  }

  #fitting(carried: readonly Identifier[], at: number): readonly Identifier[] {
    if (carried.length < 2 || this.#fits(carried, at)) return carried;
    return this.#fitting(carried.slice(0, -1), at);
  }

  #fits(carried: readonly Identifier[], at: number): boolean {
    const before = new Set(carried.map((identifier) => this.groups.of(nameOf(identifier))));
    const together = new Set([...before].flatMap((group) => [...group]));
    const held = this.#question.identifiers.filter((identifier) => together.has(nameOf(identifier)));
    return [...groupBy(held, ({ namespace }) => namespace).values()].every((values) => {
      const [first] = values;
      const rule = first === undefined ? undefined : ruleOf(first, this.#question.rules);
      if (rule === undefined || rule.limit === null) return true;
      // Nothing is added to a profile that an event only sees again.
      if (rule.window_days === null && before.size === 1) return true;
      const counted =
        rule.window_days === null
          ? values
          : this.#lately(values, carried, at, rule.window_days * microsPerDay);
      return new Set(counted.map((value) => this.#joined.of(nameOf(value)))).size <= rule.limit;
    });
  }

  #lately(
    values: readonly Identifier[],
    carried: readonly Identifier[],
    at: number,
    window: number,
  ): Identifier[] {
    const names = new Set([
      ...this.#sightings.filter((one) => one.at > at - window).map(({ name }) => name),
      ...carried.map(nameOf),
    ]);
    return values.filter((value) => names.has(nameOf(value)));
  }
}

/** What an event may link; what it may not link stands alone. */
const meetingsOf = (one: Evidence, shared: ReadonlySet<string>, question: Question): Identifier[][] => {
  const [strongest] = one.usable;
  const usable = one.usable.filter((identifier) => !shared.has(nameOf(identifier)));
  const isLinking = strongest !== undefined && !shared.has(nameOf(strongest)) && mayLink(one, question.rules);
  return isLinking ? [usable] : usable.map((identifier) => [identifier]);
};

/** Who belongs together by the segment policy. */
export const resolveSegment = (question: Question, links: readonly Link[]): Resolution => {
  const { sharedValues, open, refused } = sharedFirst(question, links);
  const played = new Played(question, open);
  for (const one of question.evidence) {
    for (const meeting of meetingsOf(one, sharedValues, question)) played.take(meeting, one.event.at);
  }
  const apart = open.filter(({ a, b }) => played.groups.of(nameOf(a)) !== played.groups.of(nameOf(b)));
  return {
    groups: played.groups.all().filter((group) => ![...group].some((name) => sharedValues.has(name))),
    sharedValues,
    sharedDevices: new Set(),
    refused: new Map([...refused, ...apart.map((link): [string, LinkRule] => [linkName(link), "limit"])]),
  };
};
