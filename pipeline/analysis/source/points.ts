// Points of a definition → marks on touchpoints. A point is a label (with `*` for any text) or a condition.
import type { Condition } from "../../../models/condition.ts";
import { PolkuError } from "../../../models/errors.ts";
import { suggestionSentence } from "../../config/nearest.ts";
import { wordBits } from "./condition-words.ts";
import type { Touchpoints } from "./load-touchpoints.ts";

export type Point = string | Condition;

/** The conditions that a definition names, each once, in the order in which touchpoints carry their bits. */
export class AskedConditions {
  readonly all: Condition[] = [];
  readonly #places = new Map<string, number>();

  /** The place of a condition; it is added where it is new. */
  place(condition: Condition): number {
    const key = JSON.stringify(condition);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.all.length);
    return this.all.push(condition) - 1;
  }

  add(points: readonly Point[]): void {
    for (const point of points) if (typeof point !== "string") this.place(point);
  }
}

/** The word and the bit of a condition by its place. */
export const bitAt = (place: number): { readonly word: number; readonly bit: number } => ({
  word: Math.floor(place / wordBits),
  bit: place % wordBits,
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

const pattern = (text: string): RegExp => new RegExp(`^${text.split("*").map(escaped).join("[^]*")}$`, "u");

const unknownLabel = (text: string, labels: readonly string[]): PolkuError =>
  new PolkuError("usage", {
    problem: `No touchpoint is called ${JSON.stringify(text.slice(0, 80))}; ${suggestionSentence(text, labels)}`,
  });

/** 1 for each label that a text names. Throws usage where it names none, unless there are no labels at all. */
export const markedLabels = (text: string, labels: readonly string[]): Uint8Array => {
  const exact = labels.indexOf(text);
  const fits = exact < 0 && text.includes("*") ? pattern(text) : undefined;
  const marks = Uint8Array.from(labels, (label, code) =>
    Number(code === exact || fits?.test(label) === true),
  );
  if (labels.length > 0 && !marks.includes(1)) throw unknownLabel(text, labels);
  return marks;
};

export interface PointContext {
  readonly touchpoints: Touchpoints;
  readonly codes: Int32Array;
  readonly labels: readonly string[];
  readonly asked: AskedConditions;
}

const markLabel = ({ codes }: PointContext, marked: Uint8Array, marks: Uint8Array): void => {
  for (let row = 0; row < codes.length; row += 1) if (marked[codes[row] ?? 0] === 1) marks[row] = 1;
};

const markCondition = (
  { touchpoints, asked }: PointContext,
  condition: Condition,
  marks: Uint8Array,
): void => {
  const { word: number, bit } = bitAt(asked.place(condition));
  const word = touchpoints.words[number] ?? new Int32Array(0);
  const mask = 1 << bit;
  for (let row = 0; row < word.length; row += 1) if (((word[row] ?? 0) & mask) !== 0) marks[row] = 1;
};

/** 1 for each touchpoint that fits any of the points. */
export const markedRows = (context: PointContext, points: readonly Point[]): Uint8Array => {
  const marks = new Uint8Array(context.touchpoints.rows);
  for (const point of points) {
    if (typeof point === "string") markLabel(context, markedLabels(point, context.labels), marks);
    else markCondition(context, point, marks);
  }
  return marks;
};

/** What a definition gives as one point, a list of them or nothing. */
export const pointList = (points: Point | readonly Point[] | undefined): readonly Point[] => {
  if (points === undefined) return [];
  return Array.isArray(points) ? (points as readonly Point[]) : [points as Point];
};

/** 1 for the touchpoints that are kept; undefined where all are. */
export const keptRows = (
  context: PointContext,
  {
    include,
    exclude,
    excludedLabels = [],
  }: {
    readonly include: readonly Point[];
    readonly exclude: readonly Point[];
    /** As they are; those that nothing is called exclude nothing. */
    readonly excludedLabels?: readonly string[];
  },
): Uint8Array | undefined => {
  const codes = new Set(excludedLabels.map((label) => context.labels.indexOf(label)));
  if (include.length === 0 && exclude.length === 0 && codes.size === 0) return undefined;
  const kept =
    include.length === 0 ? new Uint8Array(context.touchpoints.rows).fill(1) : markedRows(context, include);
  const gone = markedRows(context, exclude);
  for (let row = 0; row < kept.length; row += 1) {
    if (gone[row] === 1 || codes.has(context.codes[row] ?? -1)) kept[row] = 0;
  }
  return kept;
};
