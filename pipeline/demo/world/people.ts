// Who lives in the demo's world: households, people, their identifiers and their devices. Pure.
import {
  appShare,
  deviceShares,
  familyPhoneShare,
  householdKindShares,
  memberShare,
  sharedTabletShare,
  subscriberShare,
} from "../assumptions.ts";
import { householdSizeShares } from "../figures.ts";
import { firstNames, inAddress, lastNames, mailDomains } from "./names.ts";
import { Random } from "./random.ts";

export type DeviceKind = "laptop" | "phone" | "tablet";

export interface Device {
  readonly anonymousId: string;
  readonly kind: DeviceKind;
  /** The id the shop's app reads from the phone; null where the person uses the pages. */
  readonly appDeviceId: string | null;
  readonly isShared: boolean;
}

/** member: has an account, an address and a card. cardholder: has a card. visitor: only looks around. */
export type PersonKind = "member" | "cardholder" | "visitor";

export interface Person {
  /** Names the person in the truth; appears in no record. */
  readonly key: string;
  readonly kind: PersonKind;
  readonly name: string;
  /** An account's id: digits, for accounts moved from the old shop far beyond 2^53. */
  readonly userId: string | null;
  /** The id of an account that this one replaced. */
  readonly formerUserId: string | null;
  readonly email: string;
  readonly phone: string | null;
  readonly card: string | null;
  readonly devices: readonly [Device, ...Device[]];
  readonly tablet: Device | null;
  readonly isSubscriber: boolean;
}

/** What all people of the world share while it is made: what is taken, and the seed. */
interface Register {
  readonly seed: string;
  readonly emails: Set<string>;
}

interface Household {
  readonly lastName: string;
  readonly domain: string;
  readonly kind: keyof typeof householdKindShares;
  readonly tablet: Device | null;
  readonly phone: string | null;
}

const kindNames = ["members", "cardholders", "visitors"] as const;

const newDevice = (random: Random, kind: DeviceKind, hasApp: boolean, isShared: boolean): Device => ({
  anonymousId: random.uuid(),
  kind,
  appDeviceId: hasApp ? random.uuid().toUpperCase() : null,
  isShared,
});

/** Mobile numbers of a range that is not handed out to subscribers. */
const newPhone = (random: Random): string => `+35849${random.digits(7)}`;

const newEmail = (register: Register, firstName: string, household: Household): string => {
  const name = `${inAddress(firstName)}.${inAddress(household.lastName)}`;
  for (let number = 1; ; number += 1) {
    const email = `${name}${number === 1 ? "" : number}@${household.domain}`;
    if (register.emails.has(email)) continue;
    register.emails.add(email);
    return email;
  }
};

/** Accounts of the old shop count up from 2^53, so that ids beside each other differ by one. */
const accountId = (random: Random, number: number): string =>
  random.chance(0.06) ? String(9_007_199_254_740_992n + BigInt(number)) : String(100_000 + number);

const ownDevices = (random: Random, kind: PersonKind): readonly [Device, ...Device[]] => {
  const shares = kind === "member" ? deviceShares.members : deviceShares.visitors;
  const isMember = kind === "member";
  const phone = newDevice(random, "phone", isMember && random.chance(appShare), false);
  const laptop = newDevice(random, "laptop", false, false);
  const work = newDevice(random, "laptop", false, false);
  const all: readonly [Device, ...Device[]] = random.chance(0.5)
    ? [phone, laptop, work]
    : [laptop, phone, work];
  return [all[0], ...all.slice(1, 1 + random.index(shares))];
};

const newPerson = (register: Register, number: number, household: Household): Person => {
  const random = new Random(register.seed, "person", number);
  const kind = personKind(random, household);
  const firstName = random.pick(firstNames);
  const hasAccount = kind === "member";
  return {
    key: `person-${String(number).padStart(5, "0")}`,
    kind,
    name: `${firstName} ${household.lastName}`,
    userId: hasAccount ? accountId(random, number) : null,
    formerUserId: hasAccount && random.chance(0.05) ? `vanha-${random.digits(6)}` : null,
    email: newEmail(register, firstName, household),
    phone: hasAccount && random.chance(0.7) ? (household.phone ?? newPhone(random)) : null,
    card: kind === "cardholder" || (hasAccount && random.chance(0.9)) ? `6090${random.digits(12)}` : null,
    devices: ownDevices(random, kind),
    tablet: hasAccount ? household.tablet : null,
    isSubscriber: kind !== "visitor" && random.chance(subscriberShare[`${kind}s`]),
  };
};

const personKind = (random: Random, household: Household): PersonKind => {
  if (household.kind === "members") return random.chance(memberShare) ? "member" : "visitor";
  return household.kind === "cardholders" ? "cardholder" : "visitor";
};

const newHousehold = (random: Random, size: number): Household => {
  const kind = kindNames[random.index(kindNames.map((name) => householdKindShares[name]))] ?? "visitors";
  const isFamily = kind === "members" && size > 1;
  return {
    lastName: random.pick(lastNames),
    domain: random.pick(mailDomains),
    kind,
    tablet: isFamily && random.chance(sharedTabletShare) ? newDevice(random, "tablet", false, true) : null,
    phone: isFamily && random.chance(familyPhoneShare) ? newPhone(random) : null,
  };
};

/** As many people as asked for, household by household. */
export const makePeople = (seed: string, count: number): readonly Person[] => {
  const register: Register = { seed, emails: new Set() };
  const people: Person[] = [];
  for (let number = 0; people.length < count; number += 1) {
    const random = new Random(seed, "household", number);
    const size = 1 + random.index(householdSizeShares.shares);
    const household = newHousehold(random, size);
    for (let place = 0; place < size && people.length < count; place += 1) {
      people.push(newPerson(register, people.length + 1, household));
    }
  }
  return people;
};
