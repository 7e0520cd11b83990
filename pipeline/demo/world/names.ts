// Common Finnish names, and the addresses people make of them. All domains end in `.example`: nobody's.
export const firstNames: readonly [string, ...string[]] = [
  "Maria", "Helena", "Anneli", "Johanna", "Kaarina", "Marjatta", "Anna", "Liisa", "Sofia", "Emilia",
  "Aino", "Sanna", "Hanna", "Laura", "Katariina", "Elina", "Ritva", "Päivi", "Tuula", "Venla",
  "Juhani", "Johannes", "Olavi", "Antero", "Tapani", "Kalevi", "Matti", "Mikael", "Pekka", "Antti",
  "Jari", "Timo", "Ville", "Eero", "Onni", "Väinö", "Jukka", "Sami", "Lauri", "Petri",
]; // prettier-ignore

export const lastNames: readonly [string, ...string[]] = [
  "Korhonen", "Virtanen", "Mäkinen", "Nieminen", "Mäkelä", "Hämäläinen", "Laine", "Heikkinen", "Koskinen",
  "Järvinen", "Lehtonen", "Lehtinen", "Saarinen", "Salminen", "Heinonen", "Niemi", "Heikkilä", "Kinnunen",
  "Salonen", "Turunen", "Salo", "Laitinen", "Tuominen", "Rantanen", "Karjalainen", "Jokinen", "Mattila",
  "Savolainen", "Lahtinen", "Ahonen", "Ojala", "Leppänen", "Kallio", "Hiltunen", "Väisänen", "Miettinen",
  "Pitkänen", "Aaltonen", "Manninen", "Hakala",
]; // prettier-ignore

export const mailDomains: readonly [string, ...string[]] = [
  "posti.example",
  "kirje.example",
  "meili.example",
  "saari.example",
];

/** A name as it is written in an address: lower case, å ä ö without their marks. */
export const inAddress = (name: string): string =>
  name.toLowerCase().replaceAll("ä", "a").replaceAll("å", "a").replaceAll("ö", "o");
