// What the generator knows and the records do not tell: which identifier is whose, and how often what was planted.

/** Things that are planted on purpose, counted so that the result can be held against them. */
export const plantedThings = {
  shared_tablets: "tablets on which two or more people of a household sign in",
  family_phones: "phone numbers that two or more people of a household give",
  mistyped_emails: "addresses with a slip of the hand: on receipts and in the newsletter's list",
  wrong_addresses: "receipts on which the clerk picked another customer's address",
  spelled_otherwise: "addresses, cards and phone numbers written in another way than they are kept",
  junk_user_ids: "web records whose user id is a word such as guest",
  till_addresses: "receipts with the till's own address, which is blocked",
  second_accounts: "people with a second account, told by an alias",
  big_ids: "accounts whose id is a number beyond 2^53",
  bot_hits: "hits of a robot, excluded by the configuration",
  late_records: "records of the first weeks that arrive in March",
} as const;

export type PlantedThing = keyof typeof plantedThings;

export interface OwnedIdentifier {
  readonly namespace: string;
  /** As the profile tables show it: normalised. */
  readonly value: string;
  readonly person: string;
}

const keyOf = (namespace: string, value: string): string => `${namespace}\u001f${value}`;

export class Ledger {
  readonly #people = new Map<string, Set<string>>();
  readonly #counts = new Map<PlantedThing, number>();

  /** Notes that this person's records carry the identifier. */
  note(namespace: string, value: string, person: string): void {
    const key = keyOf(namespace, value);
    const people = this.#people.get(key);
    if (people === undefined) this.#people.set(key, new Set([person]));
    else people.add(person);
  }

  /** Notes a value that was written in a way of its own, and gives the way it was written. */
  spelled(namespace: string, value: string, written: string, person: string): string {
    this.note(namespace, value, person);
    if (written !== value) this.count("spelled_otherwise");
    return written;
  }

  count(thing: PlantedThing, times = 1): void {
    this.#counts.set(thing, (this.#counts.get(thing) ?? 0) + times);
  }

  /** Identifiers of one person alone, in the order in which they were noted. What people share is nobody's. */
  owned(): OwnedIdentifier[] {
    return [...this.#people].flatMap(([key, people]) => {
      const [namespace, value] = key.split("\u001f", 2);
      const [person] = people;
      if (people.size !== 1 || person === undefined) return [];
      return [{ namespace: namespace ?? "", value: value ?? "", person }];
    });
  }

  /** How many identifiers of a namespace are carried by more than one person. */
  shared(namespace: string): number {
    const start = keyOf(namespace, "");
    return [...this.#people].filter(([key, people]) => key.startsWith(start) && people.size > 1).length;
  }

  counts(): Readonly<Record<PlantedThing, number>> {
    const all = Object.keys(plantedThings).map((thing) => [
      thing,
      this.#counts.get(thing as PlantedThing) ?? 0,
    ]);
    return Object.fromEntries(all) as Record<PlantedThing, number>;
  }
}
