// What a column, property or trait is of each touchpoint, as numbers; 0 where it has none.
import { type Column, integers } from "../../warehouse/session.ts";
import { operand } from "../definitions/conditions.ts";
import type { AnalysisSource } from "../source/open-source.ts";
import type { FunnelTouchpoints } from "./funnel-touchpoints.ts";
import { checkValueKey } from "../source/known-words.ts";

export interface RowValues {
  /** The value of each code; the first is null. */
  readonly names: readonly (string | null)[];
  /** The code of each row. */
  readonly of: Int32Array;
}

const texts = (column: Column | undefined): (string | null)[] =>
  Array.isArray(column) ? column.map((value) => (typeof value === "string" ? value : null)) : [];

/** Codes of a dictionary's texts, and every text once. */
const coded = (words: readonly (string | null)[]): { names: (string | null)[]; codes: Int32Array } => {
  const names: (string | null)[] = [null];
  const known = new Map<string, number>();
  const codes = Int32Array.from(words, (word) => {
    if (word === null) return 0;
    const code = known.get(word) ?? names.push(word) - 1;
    known.set(word, code);
    return code;
  });
  return { names, codes };
};

const ofDictionary = async (
  { session }: AnalysisSource,
  key: string,
  { kind, item }: FunnelTouchpoints,
): Promise<RowValues> => {
  const [table, place] = key === "item" ? ["items", item] : ["kinds", kind];
  const { word } = await session.columns(
    `select ${key}::varchar as word from ${table} order by ${key === "item" ? "item_key" : "kind_key"}`,
  );
  const { names, codes } = coded(texts(word));
  const of = new Int32Array(place.length);
  for (let row = 0; row < of.length; row += 1) of[row] = codes[place[row] ?? 0] ?? 0;
  return { names, of };
};

/** By place of the file; the rows are found by it. */
const ofDocument = async (
  { session }: AnalysisSource,
  key: string,
  { place }: FunnelTouchpoints,
): Promise<RowValues> => {
  await session.run(
    `create or replace temp table row_values as
      with found as (
        select profile_key, touchpoint_number, ${operand(key)} as word from event_properties
      )
      select touchpoints.place, found.word
      from touchpoints inner join found using (profile_key, touchpoint_number) where found.word <> '';
    create or replace temp table row_words as
      select word, row_number() over (order by word)::integer as code
      from (select distinct word from row_values)`,
  );
  const { word } = await session.columns("select word from row_words order by code");
  const found = await session.columns("select place, code from row_values inner join row_words using (word)");
  const [places, codes] = [integers(found["place"]), integers(found["code"])];
  const codeOfPlace = new Int32Array(places.reduce((most, at) => Math.max(most, at), -1) + 1);
  for (let at = 0; at < places.length; at += 1) codeOfPlace[places[at] ?? 0] = codes[at] ?? 0;
  const of = new Int32Array(place.length);
  for (let row = 0; row < of.length; row += 1) of[row] = codeOfPlace[place[row] ?? 0] ?? 0;
  return { names: [null, ...texts(word)], of };
};

const firstPrefix = /^first\./;

/** Whether a key speaks of the first touchpoint of a person, so that all have to be read. */
export const isOfFirst = (key: string): boolean => firstPrefix.test(key);

/** Each person's first touchpoint decides. */
const spreadFirst = (person: Int32Array, of: Int32Array): Int32Array => {
  const spread = new Int32Array(of.length);
  for (let row = 0; row < of.length; row += 1) {
    const isFirst = row === 0 || person[row] !== person[row - 1];
    spread[row] = (isFirst ? of[row] : spread[row - 1]) ?? 0;
  }
  return spread;
};

/** Values by `channel`, `properties.x`, `first.channel` …; an empty text is none. Throws usage for an unknown key. */
export const rowValues = async (
  source: AnalysisSource,
  key: string,
  touchpoints: FunnelTouchpoints,
): Promise<RowValues> => {
  const own = key.replace(firstPrefix, "");
  await checkValueKey(source, own);
  const values = /^(properties|traits)\./.test(own)
    ? await ofDocument(source, own, touchpoints)
    : await ofDictionary(source, own, touchpoints);
  if (!isOfFirst(key)) return values;
  return { names: values.names, of: spreadFirst(touchpoints.person, values.of) };
};
