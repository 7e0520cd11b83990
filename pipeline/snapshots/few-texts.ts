// Texts of few values are written to Parquet as the numbers of an enum: looking up each text again is half of what
// writing costs. Readers see texts, as ever.
import { plainText } from "../warehouse/plain-value.ts";
import { storeOf } from "../warehouse/models/run-models.ts";
import { quotedName } from "../warehouse/quoting.ts";
import type { Session } from "../warehouse/session.ts";
import { mostDistinct } from "./parquet-options.ts";

/** Models of kind dictionary whose texts stand in published tables. */
const dictionaries = ["int_kinds", "int_channels", "int_step_labels"] as const;

interface Dictionary {
  readonly name: string;
  /** Quoted, with the store that has it. */
  readonly stored: string;
  /** Columns of text of few values. */
  readonly few: readonly string[];
}

const textColumns = async (session: Session, stored: string): Promise<string[]> =>
  (await session.rows(`describe ${stored}`))
    .filter((row) => row["column_type"] === "VARCHAR")
    .map((row) => plainText(row["column_name"]));

/** Every row group holds all of an enum's texts. A column of nulls alone has none, and stays what it is. */
const readDictionary = async (session: Session, store: string, name: string): Promise<Dictionary> => {
  const stored = `${store}.main.${quotedName(name)}`;
  const columns = await textColumns(session, stored);
  const counts = columns.map((column) => `count(distinct ${quotedName(column)}) as ${quotedName(column)}`);
  const distinct = await session.row(`select ${counts.join(", ")} from ${stored}`);
  const few = columns.filter((column) => {
    const texts = Number(distinct?.[column] ?? 0);
    return texts > 0 && texts <= mostDistinct;
  });
  return { name, stored, few };
};

const typeOf = ({ name }: Dictionary, column: string): string => quotedName(`few_${name}_${column}`);

/** Sorted, so that what is ordered by an enum is ordered as its texts are. */
const hide = async (session: Session, dictionary: Dictionary): Promise<void> => {
  const { name, stored, few } = dictionary;
  if (few.length === 0) return;
  const types = few.map(
    (column) => `create temp type ${typeOf(dictionary, column)} as enum (
      select distinct ${quotedName(column)} as text from ${stored} where ${quotedName(column)} is not null order by text)`,
  );
  const enums = few.map(
    (column) => `${quotedName(column)}::${typeOf(dictionary, column)} as ${quotedName(column)}`,
  );
  await session.run(types.join(";\n"));
  await session.run(
    `create temp table ${quotedName(name)} as select * replace (${enums.join(", ")}) from ${stored}`,
  );
};

const show = async (session: Session, dictionary: Dictionary): Promise<void> => {
  const types = dictionary.few.map((column) => `drop type if exists temp.${typeOf(dictionary, column)}`);
  await session.run([`drop table if exists temp.${quotedName(dictionary.name)}`, ...types].join(";\n"));
};

/**
 * Runs `work` while TEMP tables of the session hide the store's dictionaries: the same columns, with enums in the place
 * of texts that have few values.
 */
export const withFewTexts = async <Result>(
  session: Session,
  work: () => Promise<Result>,
): Promise<Result> => {
  const store = await storeOf(session);
  const read: Dictionary[] = [];
  for (const name of dictionaries) read.push(await readDictionary(session, store, name));
  try {
    for (const dictionary of read) await hide(session, dictionary);
    return await work();
  } finally {
    // Where a transaction has failed they go with it; why it failed is what has to be told.
    for (const dictionary of read) await show(session, dictionary).catch(() => undefined);
  }
};
