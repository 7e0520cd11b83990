// Purchases as rows of the tills' CSV files, with local times, and with what clerks mistype.
import { mistypeEmail, spellCard, spellEmail } from "../world/contacts.ts";
import { tillAddressShare, walkInShare } from "../assumptions.ts";
import { helsinkiMonth, helsinkiTime, worldEnd, worldStart } from "../world/calendar.ts";
import { type Store, stores, tillAddress } from "../world/catalogue.ts";
import type { Life } from "../world/life.ts";
import type { Person } from "../world/people.ts";
import { atOpeningHour, type Purchase, purchaseAt } from "../world/purchases.ts";
import { Random } from "../world/random.ts";
import type { Ledger } from "./ledger.ts";
import type { WorldRecord } from "./world-record.ts";

export const receiptHeader =
  "receipt_id,line,store,sold_at,loyalty_card,email,product,quantity,amount,currency";

/** Share of e-mailed receipts whose address is mistyped, and on which the clerk picks another customer's. */
const mistypedShare = 0.015;
const wrongAddressShare = 0.002;

/** What the customer showed at the till, as it is printed; empty where nothing. */
interface Shown {
  readonly person: Person | null;
  readonly card: string;
  readonly email: string;
}

interface Sale {
  readonly purchase: Purchase;
  readonly shown: Shown;
}

/** A field of CSV: quoted where it must be. */
const field = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const decimal = (cents: number): string =>
  `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;

const rowsOf = (receiptId: string, { purchase, shown }: Sale): string[] =>
  purchase.lines.map((line, index) =>
    [
      receiptId,
      String(index + 1),
      purchase.store,
      helsinkiTime(purchase.at),
      shown.card,
      shown.email,
      line.product.name,
      String(line.quantity),
      decimal(line.cents),
      "EUR",
    ]
      .map(field)
      .join(","),
  );

/** Who stands at the till, and all who could be mistaken for them. */
interface Till {
  readonly random: Random;
  readonly person: Person;
  readonly everyone: readonly Person[];
  readonly ledger: Ledger;
}

const typedEmail = ({ random, person, everyone, ledger }: Till): string => {
  if (random.chance(wrongAddressShare)) {
    ledger.count("wrong_addresses");
    return everyone[random.integer(0, everyone.length)]?.email ?? person.email;
  }
  const email = random.chance(mistypedShare) ? mistypeEmail(random, person.email) : person.email;
  if (email !== person.email) ledger.count("mistyped_emails");
  return ledger.spelled("email", email, spellEmail(random, email), person.key);
};

const shownAt = (till: Till, purchase: Purchase): Shown => {
  const { random, person, ledger } = till;
  const { showsCard, givesEmail } = purchase;
  if (person.card === null || !(showsCard || givesEmail)) return { person: null, card: "", email: "" };
  const card = showsCard ? spellCard(random, person.card) : "";
  if (showsCard) ledger.spelled("loyalty_card", person.card, card, person.key);
  return { person, card, email: givesEmail ? typedEmail(till) : "" };
};

/** Purchases of people nobody knows; on some the till has put its own address. */
const walkIns = (seed: string, count: number, ledger: Ledger): Sale[] => {
  const random = new Random(seed, "walk-ins");
  return Array.from({ length: count }, () => {
    const at = atOpeningHour(random, worldStart + random.next() * (worldEnd - worldStart - 1));
    const purchase = purchaseAt(random, null, at, random.pick(stores));
    const email = random.chance(tillAddressShare) ? tillAddress : "";
    if (email !== "") ledger.count("till_addresses");
    return { purchase, shown: { person: null, card: "", email } };
  });
};

const recordOf = (receiptId: string, sale: Sale): WorldRecord => {
  const { person } = sale.shown;
  return {
    source: "tills",
    file: `store/receipts-${helsinkiMonth(sale.purchase.at)}.csv`,
    at: sale.purchase.at,
    lines: rowsOf(receiptId, sale),
    brokenAs: null,
    events: [
      { eventId: receiptId, person: person?.key ?? null, fate: "stored", isUnattributed: person === null },
    ],
  };
};

/** All receipts of the stores, numbered store by store in order of time. */
export const receiptRecords = (seed: string, lives: readonly Life[], ledger: Ledger): WorldRecord[] => {
  const everyone = lives.map(({ person }) => person).filter(({ card }) => card !== null);
  const sales = lives.flatMap(({ person, purchases }) => {
    const till = { random: new Random(seed, person.key, "receipts"), person, everyone, ledger };
    return purchases.map((purchase) => ({ purchase, shown: shownAt(till, purchase) }));
  });
  const all = [...sales, ...walkIns(seed, Math.round(sales.length * walkInShare), ledger)];
  const numbers = new Map<Store, number>();
  return all
    .toSorted((a, b) => a.purchase.at - b.purchase.at)
    .map((sale) => {
      const { store } = sale.purchase;
      const number = (numbers.get(store) ?? 0) + 1;
      numbers.set(store, number);
      return recordOf(`${stores.indexOf(store) + 1}-${String(number).padStart(6, "0")}`, sale);
    });
};
