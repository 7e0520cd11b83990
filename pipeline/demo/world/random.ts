// Chance from a seed: the same numbers on every machine and in every run. Only +, −, ×, ÷ and 32-bit integers,
// so nothing depends on how a machine rounds a logarithm.
import { createHash } from "node:crypto";
import { type Quantiles, probabilities } from "../figures.ts";

/** The last hundredth of a distribution is drawn at this point, so that no single draw dwarfs the rest. */
const highestProbability = 0.99;

/**
 * A stream of pseudo-random numbers (sfc32, Chris Doty-Humphrey's small fast counting generator, seeded with
 * the SHA-256 of the names). Streams of different names are independent: a change in how one person
 * behaves changes nobody else.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(...names: readonly (string | number)[]) {
    const digest = createHash("sha256").update(names.join("/")).digest();
    this.#a = digest.readInt32LE(0);
    this.#b = digest.readInt32LE(4);
    this.#c = digest.readInt32LE(8);
    this.#counter = 1;
    for (let round = 0; round < 12; round += 1) this.#bits();
  }

  #bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** At least 0, below 1. */
  next(): number {
    return this.#bits() / 4_294_967_296;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** A whole number, at least `from` and below `to`. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from));
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.integer(0, items.length)] ?? items[0];
  }

  /** The index of a share or weight, drawn in proportion; they need not add up to 1. */
  index(weights: readonly number[]): number {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let rest = this.next() * total;
    for (const [index, weight] of weights.entries()) {
      rest -= weight;
      if (rest < 0) return index;
    }
    return weights.length - 1;
  }

  /** A value of a measured distribution. */
  draw(quantiles: Pick<Quantiles, "values">): number {
    return quantileAt(quantiles.values, Math.min(this.next(), highestProbability));
  }

  /** Lower-case hexadecimal digits. */
  hex(length: number): string {
    let text = "";
    while (text.length < length) text += this.#bits().toString(16).padStart(8, "0");
    return text.slice(0, length);
  }

  digits(length: number): string {
    let text = "";
    while (text.length < length) text += String(this.integer(0, 10));
    return text;
  }

  uuid(): string {
    const h = this.hex(32);
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`;
  }
}

/** The value at a probability, on the straight line between the two measured points around it. */
const quantileAt = (values: readonly number[], probability: number): number => {
  const upper = probabilities.findIndex((point) => point >= probability);
  const [high, low] = [values[upper] ?? 0, values[upper - 1] ?? values[upper] ?? 0];
  const [highAt, lowAt] = [probabilities[upper] ?? 1, probabilities[upper - 1] ?? 0];
  return highAt === lowAt ? high : low + ((high - low) * (probability - lowAt)) / (highAt - lowAt);
};
