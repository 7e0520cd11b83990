// What a definition names and the snapshot does not know: most likely a slip, so it is refused with the nearest known.
// A snapshot without touchpoints knows nothing and refuses nothing.
import { type Condition, conditionColumns } from "../../../models/condition.ts";
import { PolkuError } from "../../../models/errors.ts";
import { eventTypes } from "../../../models/event-types.ts";
import { suggestionSentence } from "../../config/nearest.ts";
import { operand } from "../definitions/conditions.ts";
import type { AnalysisSource } from "./open-source.ts";

const refuse = (what: string, word: string, known: readonly string[]): never => {
  throw new PolkuError("usage", {
    problem: `${what} ${JSON.stringify(word.slice(0, 80))}; ${suggestionSentence(word, known)}`,
  });
};

const exactTexts = (wanted: Condition[string] | undefined): string[] =>
  [wanted ?? []]
    .flat()
    .map(String)
    .filter((text) => !text.includes("*"));

const texts = async ({ session }: AnalysisSource, sql: string): Promise<string[]> =>
  (await session.rows(sql)).flatMap(({ word }) => (typeof word === "string" ? [word] : []));

/** Columns whose values are few, and what is said of one that is unknown. */
const checked = {
  step_label: "No touchpoint is called",
  channel: "No touchpoint is in the channel",
  event_type: "No touchpoint has the type",
  source: "There is no source",
} as const;

const checkColumn = async (
  source: AnalysisSource,
  conditions: readonly Condition[],
  column: keyof typeof checked,
): Promise<void> => {
  const wanted = conditions.flatMap((condition) => exactTexts(condition[column]));
  if (wanted.length === 0) return;
  const found = await texts(source, `select distinct ${column} as word from kinds order by word`);
  if (found.length === 0) return;
  const known = column === "event_type" ? [...new Set([...found, ...eventTypes])] : found;
  for (const word of wanted) if (!known.includes(word)) refuse(checked[column], word, known);
};

const isDocument = (key: string): boolean => /^(properties|traits)\./.test(key);

const keysOf = (column: string): string =>
  `select distinct '${column}.' || key as word
  from (select unnest(json_keys(${column})) as key from event_properties where ${column} is not null)`;

/** Refuses a property or trait that no touchpoint has. */
const checkDocument = async (source: AnalysisSource, key: string): Promise<void> => {
  const isThere = await source.session.count(
    `select count(*) from (select 1 from event_properties where ${operand(key)} is not null limit 1)`,
  );
  if (isThere > 0) return;
  const known = await texts(source, `${keysOf("properties")} union ${keysOf("traits")} order by word`);
  if (known.length > 0) refuse("No touchpoint has", key, known);
};

/** Refuses conditions on what the snapshot does not know, where the source is strict. Throws usage. */
export const checkConditions = async (
  source: AnalysisSource,
  conditions: readonly Condition[],
): Promise<void> => {
  if (!source.isStrict) return;
  await checkColumn(source, conditions, "step_label");
  await checkColumn(source, conditions, "channel");
  await checkColumn(source, conditions, "event_type");
  await checkColumn(source, conditions, "source");
  const keys = new Set(conditions.flatMap((condition) => Object.keys(condition).filter(isDocument)));
  for (const key of keys) await checkDocument(source, key);
};

/** Refuses what a value cannot be read from: a breakdown or driver that is no column, property or trait. */
export const checkValueKey = async (source: AnalysisSource, key: string): Promise<void> => {
  if (isDocument(key)) return checkDocument(source, key);
  const columns: readonly string[] = conditionColumns;
  if (columns.includes(key)) return;
  refuse("A value is a column, properties.x or traits.x, not", key, [...columns, "properties.x", "traits.x"]);
};
