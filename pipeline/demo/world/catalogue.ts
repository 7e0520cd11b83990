// The demo's shop: what it sells, where, and what it writes to its customers. Invented.
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
}

const shelf = (category: string, first: number, names: readonly [string, ...string[]]): readonly Product[] =>
  names.map((name, index) => ({ sku: `P${first + index}`, name, category }));

const all: readonly Product[] = [
  ...shelf("leipa", 1001, [
    "Ruisleipä",
    "Karjalanpiirakka",
    "Korvapuusti",
    "Näkkileipä",
    "Pulla, viipaloitu",
  ]),
  ...shelf("maito", 1101, ["Kevytmaito", "Kuminajuusto", "Viili", "Piimä", "Rahka, mustikka"]),
  ...shelf("kala", 1201, ["Savulohi", "Muikku", "Silakkafile", "Lohikeitto"]),
  ...shelf("vihannes", 1301, ["Peruna", "Lanttu", "Kurkku", "Tilli", "Sipuli, punainen"]),
  ...shelf("kahvi", 1401, ["Suodatinkahvi, tumma", "Suodatinkahvi", "Espressopapu", "Tee, koivunlehti"]),
  ...shelf("koti", 1501, ["Saunatuoksu", "Tiskiaine", "Kynttilä", "Lakanasarja", "Villasukat"]),
  ...shelf("piha", 1601, ["Lumikola", "Linnunruoka", "Multa, 40 l", "Siemenpussi"]),
];

const first: Product = { sku: "P1000", name: "Lahjakortti", category: "koti" };

export const products: readonly [Product, ...Product[]] = [first, ...all];

export const categories = ["leipa", "maito", "kala", "vihannes", "kahvi", "koti", "piha"] as const;

export const helpPages = ["/ohjeet/toimitus", "/ohjeet/palautus", "/ohjeet/maksaminen"] as const;

export const searchWords = ["kahvi", "sukat", "lohi", "lahja", "multa"] as const;

export const stores = [
  "Helsinki Kallio",
  "Espoo Tapiola",
  "Tampere Keskusta",
  "Turku Satama",
  "Oulu Ranta",
] as const;
export type Store = (typeof stores)[number];

export interface Campaign {
  readonly name: string;
  /** 07:00 UTC of the day it is sent. */
  readonly sentAt: number;
}

const campaign = (name: string, month: number, date: number): Campaign => ({
  name,
  sentAt: Date.UTC(month === 12 ? 2025 : 2026, month - 1, date, 7),
});

/** The mailings of the period, one every two weeks or so. */
export const campaigns: readonly Campaign[] = [
  campaign("joulu-1", 12, 4),
  campaign("joulu-2", 12, 16),
  campaign("uusi-vuosi", 1, 2),
  campaign("talvi", 1, 20),
  campaign("ystavanpaiva", 2, 10),
  campaign("hiihtoloma", 2, 24),
  campaign("kevat", 3, 10),
  campaign("piha", 3, 24),
];

/** The address that tills put on a receipt when the customer gives none: nobody's, and blocked. */
export const tillAddress = "kassa@puoti.example";

export const site = "https://puoti.example";
