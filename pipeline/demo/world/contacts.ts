// The many ways in which people and tills write one address, one number or one card, and how they miswrite them.
import type { Random } from "./random.ts";

/** The same phone number as people type it; every spelling means the same number in Finland. */
export const spellPhone = (random: Random, e164: string): string => {
  const national = `0${e164.slice(4)}`;
  return random.pick([
    e164,
    e164,
    `${national.slice(0, 3)} ${national.slice(3, 6)} ${national.slice(6)}`,
    `${national.slice(0, 3)}-${national.slice(3)}`,
    `00${e164.slice(1)}`,
    `+358 (0)${national.slice(1, 3)} ${national.slice(3)}`,
  ]);
};

/** The same address, now and then with capitals or with spaces around it. */
export const spellEmail = (random: Random, email: string): string => {
  const kind = random.next();
  if (kind < 0.04) return email.toUpperCase();
  if (kind < 0.1)
    return email.replace(/(^|\.)([a-z])/g, (_, dot: string, letter: string) => dot + letter.toUpperCase());
  if (kind < 0.13) return ` ${email} `;
  return email;
};

/** The same card as a till prints it: whole, in fours, or with dashes. */
export const spellCard = (random: Random, card: string): string => {
  const fours = [0, 4, 8, 12].map((from) => card.slice(from, from + 4));
  return random.pick([card, card, card, fours.join(" "), fours.join("-")]);
};

/** An address with one slip of the hand: a letter lost, doubled, or two exchanged. */
export const mistypeEmail = (random: Random, email: string): string => {
  const at = random.integer(1, email.indexOf("@") - 2);
  const kind = random.integer(0, 3);
  if (kind === 0) return email.slice(0, at) + email.slice(at + 1);
  if (kind === 1) return email.slice(0, at + 1) + email.slice(at);
  return email.slice(0, at) + email.charAt(at + 1) + email.charAt(at) + email.slice(at + 2);
};
