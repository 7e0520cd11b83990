// The touchpoints that a funnel passes over, as columns: only those that fit something, where the others say nothing.
import type { FunnelDefinition } from "../../../models/analyses/funnel-definition.ts";
import type { Condition } from "../../../models/condition.ts";
import { PolkuError } from "../../../models/errors.ts";
import { doubles, integers } from "../../warehouse/session.ts";
import { conditionSql } from "../definitions/conditions.ts";
import { type FittingRows, fittingRows } from "../source/columns/fitting-rows.ts";
import { conditionWords, wordBits } from "../source/condition-words.ts";
import { loadTouchpoints, type Touchpoints } from "../source/load-touchpoints.ts";
import type { AnalysisSource } from "../source/open-source.ts";
import { configuredGap, sessionStarts } from "../source/session-cuts.ts";
import { type FunnelRows, unitStartsOf } from "./engine/plan.ts";
import { askedChoices } from "./funnel-plan.ts";

export interface FunnelTouchpoints {
  /** What the pass reads; a unit is a person or, with `count: sessions`, a session. */
  readonly rows: FunnelRows;
  readonly person: Int32Array;
  readonly kind: Int32Array;
  readonly item: Int32Array;
  /** The touchpoint's row in the file. This and `item` are empty where nobody asks for them. */
  readonly place: Int32Array;
}

type Columns = Pick<Touchpoints, "person" | "at" | "kind" | "item" | "place" | "words">;

/** What of a condition is decided by the kind of a touchpoint. */
const ofKind = (condition: Condition): Condition =>
  Object.fromEntries(
    Object.entries(condition).filter(([key]) => !/^(item$|properties\.|traits\.)/.test(key)),
  );

/** Of each kind in their order whether it fits any of the conditions, as far as a kind can tell: ones and zeros. */
export const fittingKindsSql = (conditions: readonly Condition[]): string => `select
    string_agg(
      case when ${conditions.map(ofKind).map(conditionSql).join(" or ")} then '1' else '0' end, '' order by kind_key
    ) as bits
  from kinds`;

/** A test by bits keeps the order of the rows, which a join or a long list would not. */
export const fittingSql = (bits: string, columns: readonly string[]): string =>
  `select profile_key as person, occurred_us::double as at, kind_key as kind${columns.map((name) => `, ${name}`).join("")}
  from touchpoints where get_bit('${bits}'::bit, kind_key) = 1`;

const asksOf = (conditions: readonly Condition[], pattern: RegExp): boolean =>
  conditions.some((one) => Object.keys(one).some((key) => pattern.test(key)));

const documents = /^(first\.)?(properties|traits)\./;

const itemColumn = "item_key as item";

const none = new Int32Array(0);

/** Columns that are read only where somebody asks for them. */
const furtherColumns = (conditions: readonly Condition[], { breakdown = "" }: FunnelDefinition): string[] => [
  ...(asksOf(conditions, /^item$/) || /^(first\.)?item$/.test(breakdown) ? [itemColumn] : []),
  ...(asksOf(conditions, documents) || documents.test(breakdown) ? ["place"] : []),
];

/** By person, and each person's by time. */
const isInOrder = (person: Int32Array, at: Float64Array): boolean => {
  for (let row = 1; row < person.length; row += 1) {
    const step = (person[row] ?? 0) - (person[row - 1] ?? 0);
    if (step < 0 || (step === 0 && (at[row] ?? 0) < (at[row - 1] ?? 0))) return false;
  }
  return true;
};

/** Rows by place, for conditions that are asked of touchpoints themselves; -1 where a place was not read. */
const rowsByPlace = (places: Int32Array, conditions: readonly Condition[]): Int32Array | undefined => {
  if (!asksOf(conditions, documents)) return undefined;
  const rows = new Int32Array((places.at(-1) ?? -1) + 1).fill(-1);
  for (let row = 0; row < places.length; row += 1) rows[places[row] ?? 0] = row;
  return rows;
};

/** Undefined where the rows came in another order than they lie in. */
const readFitting = async (
  { session, snapshot, columns: files }: AnalysisSource,
  bits: string,
  further: readonly string[],
): Promise<FittingRows | undefined> => {
  if (files !== undefined) {
    const isFitting = Uint8Array.from(bits, Number);
    const wanted = { item: further.includes(itemColumn), place: further.includes("place") };
    return fittingRows(snapshot.folder, files, isFitting, wanted);
  }
  const columns = await session.columns(fittingSql(bits, further));
  const [person, at] = [integers(columns["person"]), doubles(columns["at"])];
  if (!isInOrder(person, at)) return undefined;
  const [kind, item, place] = ["kind", "item", "place"].map((name) => integers(columns[name]));
  return { person, at, kind: kind ?? none, item: item ?? none, place: place ?? none };
};

const loadFitting = async (
  source: AnalysisSource,
  conditions: readonly Condition[],
  definition: FunnelDefinition,
): Promise<Columns | undefined> => {
  const { session } = source;
  const bits = (await session.row(fittingKindsSql(conditions)))?.["bits"];
  const further = furtherColumns(conditions, definition);
  const found = await readFitting(source, typeof bits === "string" ? bits : "0", further);
  if (found === undefined) return undefined;
  const { person, at, kind, item, place } = found;
  const rowOfPlace = rowsByPlace(place, conditions);
  const words = await conditionWords(session, conditions, { rows: kind.length, kind, item, rowOfPlace });
  return { person, at, kind, item, place, words };
};

/** The words of a funnel over touchpoints that are in memory already. */
export const funnelWords = async (
  { session }: AnalysisSource,
  definition: FunnelDefinition,
  { rows, kind, item, rowOfPlace }: Pick<Touchpoints, "rows" | "kind" | "item" | "rowOfPlace">,
): Promise<Pick<FunnelRows, "low" | "high">> => {
  const { all, others } = asked(askedChoices(definition));
  const words = await conditionWords(session, all, { rows, kind, item, rowOfPlace });
  joinChoices(words, others);
  return { low: words[0] ?? new Int32Array(0), high: others.length > wordBits ? (words[1] ?? null) : null };
};

/** Sets the bit of each step and exclusion where any of its conditions fits. */
const joinChoices = (words: readonly Int32Array[], places: readonly (readonly number[])[]): void => {
  places.forEach((others, bit) => {
    const word = words[Math.floor(bit / wordBits)] ?? new Int32Array(0);
    const mask = 1 << (bit % wordBits);
    for (const place of others) {
      const other = words[Math.floor(place / wordBits)] ?? new Int32Array(0);
      const otherMask = 1 << (place % wordBits);
      for (let row = 0; row < word.length; row += 1) {
        if (((other[row] ?? 0) & otherMask) !== 0) word[row] = (word[row] ?? 0) | mask;
      }
    }
  });
};

/** The first condition of each choice, so that its bit is the choice's; then the others, and where each stands. */
const asked = (choices: readonly (readonly Condition[])[]): { all: Condition[]; others: number[][] } => {
  const all = choices.map(([first = {}]) => first);
  const others = choices.map(([, ...rest]) => rest.map((condition) => all.push(condition) - 1));
  return { all, others };
};

const sessionBounds = async (source: AnalysisSource, touchpoints: Touchpoints): Promise<Int32Array> => {
  const starts = sessionStarts(touchpoints, await configuredGap(source));
  const bounds: number[] = [];
  for (let row = 0; row < starts.length; row += 1) if (starts[row] === 1) bounds.push(row);
  return Int32Array.from([...bounds, touchpoints.rows]);
};

/**
 * Loads them in canonical order of their person. With `isWhole` every inbound touchpoint is there, else those that fit
 * a step or an exclusion.
 */
export const funnelTouchpoints = async (
  source: AnalysisSource,
  definition: FunnelDefinition,
  isWhole: boolean,
): Promise<FunnelTouchpoints> => {
  const { all, others } = asked(askedChoices(definition));
  const isSessions = definition.count === "sessions";
  const everything = isWhole || isSessions || source.identity === "unstitched";
  const fitting = everything ? undefined : await loadFitting(source, all, definition);
  const touchpoints = fitting === undefined ? await loadTouchpoints(source, all) : undefined;
  const columns = fitting ?? touchpoints;
  if (columns === undefined) throw new PolkuError("internal", { problem: "No touchpoints were read." });
  joinChoices(columns.words, others);
  const { person, at: time, kind, item, place, words } = columns;
  const unitStarts =
    isSessions && touchpoints !== undefined ? await sessionBounds(source, touchpoints) : unitStartsOf(person);
  const high = others.length > wordBits ? (words[1] ?? null) : null;
  return { rows: { unitStarts, time, low: words[0] ?? new Int32Array(0), high }, person, kind, item, place };
};
