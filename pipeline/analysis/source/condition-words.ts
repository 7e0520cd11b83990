// Which conditions each touchpoint fits, as bits. A condition is asked of every distinct kind and item once, and of
// a touchpoint itself only where it names properties or traits.
import type { Condition } from "../../../models/condition.ts";
import { integers, type Session } from "../../warehouse/session.ts";
import { conditionSql } from "../definitions/conditions.ts";

/** Conditions in one word; 31 bits would need unsigned arithmetic. */
export const wordBits = 30;

type Part = "kinds" | "items" | "event_properties";

const partOf = (key: string): Part => {
  if (key === "item") return "items";
  return /^(properties|traits)\./.test(key) ? "event_properties" : "kinds";
};

const partly = (condition: Condition, part: Part): Condition =>
  Object.fromEntries(Object.entries(condition).filter(([key]) => partOf(key) === part));

const speaksOf = (conditions: readonly Condition[], part: Part): boolean =>
  conditions.some((condition) => Object.keys(condition).some((key) => partOf(key) === part));

const wordSql = (conditions: readonly Condition[], part: Part): string =>
  conditions
    .map((condition, bit) => `case when ${conditionSql(partly(condition, part))} then ${1 << bit} else 0 end`)
    .join(" + ");

const dictionaryWord = async (
  session: Session,
  conditions: readonly Condition[],
  part: "kinds" | "items",
): Promise<Int32Array> => {
  const key = part === "kinds" ? "kind_key" : "item_key";
  const { word } = await session.columns(
    `select (${wordSql(conditions, part)})::integer as word from ${part} order by ${key}`,
  );
  return integers(word);
};

interface Rows {
  readonly rows: number;
  readonly kind: Int32Array;
  readonly item: Int32Array;
  /** The row of each place of the file; undefined where rows are in the file's order. */
  readonly rowOfPlace: Int32Array | undefined;
}

/** The bits of conditions that name properties: all set but where a touchpoint does not fit. */
const keepFitting = async (
  session: Session,
  conditions: readonly Condition[],
  word: Int32Array,
  rowOfPlace: Int32Array | undefined,
): Promise<void> => {
  const asking = conditions.reduce(
    (bits, condition, bit) => (speaksOf([condition], "event_properties") ? bits | (1 << bit) : bits),
    0,
  );
  const found = await session.columns(
    `with fitting as (
      select profile_key, touchpoint_number, (${wordSql(conditions, "event_properties")})::integer as word
      from event_properties
    )
    select touchpoints.place, fitting.word
    from touchpoints inner join fitting using (profile_key, touchpoint_number)
    where fitting.word & ${asking} <> 0`,
  );
  const fits = new Int32Array(word.length);
  const [places, words] = [integers(found["place"]), integers(found["word"])];
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index] ?? 0;
    fits[rowOfPlace === undefined ? place : (rowOfPlace[place] ?? 0)] = words[index] ?? 0;
  }
  for (let row = 0; row < word.length; row += 1) word[row] = (word[row] ?? 0) & ((fits[row] ?? 0) | ~asking);
};

const wordOf = async (
  session: Session,
  conditions: readonly Condition[],
  rows: Rows,
): Promise<Int32Array> => {
  const ofKind = await dictionaryWord(session, conditions, "kinds");
  const ofItem = speaksOf(conditions, "items")
    ? await dictionaryWord(session, conditions, "items")
    : undefined;
  const word = new Int32Array(rows.rows);
  const { kind, item } = rows;
  for (let row = 0; row < rows.rows; row += 1) {
    const bits = ofKind[kind[row] ?? 0] ?? 0;
    word[row] = ofItem === undefined ? bits : bits & (ofItem[item[row] ?? 0] ?? 0);
  }
  if (speaksOf(conditions, "event_properties")) await keepFitting(session, conditions, word, rows.rowOfPlace);
  return word;
};

/**
 * Bits by touchpoint: bit `i % wordBits` of word `i / wordBits` says whether it fits condition i. At least one word
 * where there is a condition.
 */
export const conditionWords = async (
  session: Session,
  conditions: readonly Condition[],
  rows: Rows,
): Promise<Int32Array[]> => {
  const words: Int32Array[] = [];
  for (let from = 0; from < conditions.length; from += wordBits) {
    words.push(await wordOf(session, conditions.slice(from, from + wordBits), rows));
  }
  return words;
};
