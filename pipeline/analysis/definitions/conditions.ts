// Conditions of the configuration → SQL. A condition becomes a boolean over the columns of an event, never null;
// the distinct ones become bits of one number, so that an event is looked at once whatever asks about it.
import type { Condition } from "../../../models/condition.ts";
import { PolkuError } from "../../../models/errors.ts";
import { quotedText } from "../../warehouse/quoting.ts";

type Wanted = Condition[string];

/** How many distinct conditions the goals, starts and steps of one configuration may have. */
const maxConditions = 128;

const pathStep = (name: string): string => `."${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** `properties.a.b` is the key "a.b" or, where there is none, key b of the object a. */
const jsonValue = (column: string, key: string): string => {
  const paths = [`$${pathStep(key)}`];
  if (key.includes(".")) paths.push(`$${key.split(".").map(pathStep).join("")}`);
  const values = paths.map((path) => `json_extract_string(${column}, ${quotedText(path)})`);
  return values.length === 1 ? values.join("") : `coalesce(${values.join(", ")})`;
};

/** What a condition's key names, as an expression over the columns of an event. */
export const operand = (key: string): string => {
  const document = /^(properties|traits)\.(.*)$/s.exec(key);
  return document === null ? key : jsonValue(document[1] ?? "", document[2] ?? "");
};

const likePattern = (pattern: string): string =>
  quotedText(pattern.replace(/[\\%_]/g, (special) => `\\${special}`).replaceAll("*", "%"));

const textsOf = (wanted: Wanted): string[] => (Array.isArray(wanted) ? wanted : [wanted]).map(String);

const comparison = (key: string, wanted: Wanted): string => {
  const texts = textsOf(wanted);
  const value = operand(key);
  const plain = texts.filter((text) => !text.includes("*")).map(quotedText);
  const patterns = texts.filter((text) => text.includes("*"));
  const tests = patterns.map((pattern) => `${value} like ${likePattern(pattern)} escape '\\'`);
  if (plain.length > 0) tests.unshift(`${value} in (${plain.join(", ")})`);
  return tests.length === 1 ? tests.join("") : `(${tests.join(" or ")})`;
};

/**
 * A condition as a boolean expression over the columns it names. Numbers and booleans compare as text, a missing
 * value fits nothing, `*` stands for any text, the empty condition holds always.
 */
export const conditionSql = (condition: Condition): string => {
  const tests = Object.entries(condition).map(([key, wanted]) => comparison(key, wanted));
  return tests.length === 0 ? "true" : `coalesce(${tests.join(" and ")}, false)`;
};

/** One number that says which of a list of conditions an event fits, and the mask of each condition. */
export interface ConditionMasks {
  /** The expression of the number, over the columns of an event. */
  readonly matches: string;
  /** The number's SQL type. */
  readonly type: "ubigint" | "uhugeint";
  /** A literal of the same type with the condition's bit set. */
  maskOf(condition: Condition): string;
}

/** Gives each distinct condition a bit. More than 128 of them are refused. */
export const conditionMasks = (conditions: readonly Condition[]): ConditionMasks => {
  const distinct = [...new Set(conditions.map(conditionSql))];
  if (distinct.length > maxConditions) {
    throw new PolkuError("config_invalid", {
      file: "The configuration",
      problems: `  journeys and funnels name ${distinct.length} different conditions; ${maxConditions} are possible`,
    });
  }
  const type = distinct.length <= 64 ? "ubigint" : "uhugeint";
  const mask = (bit: number): string => `'${2n ** BigInt(bit)}'::${type}`;
  const terms = distinct.map((sql, bit) => `case when ${sql} then ${mask(bit)} else 0::${type} end`);
  return {
    type,
    matches: terms.length === 0 ? `0::${type}` : terms.join(" | "),
    maskOf: (condition) => mask(distinct.indexOf(conditionSql(condition))),
  };
};

const wantedText = (wanted: Wanted): string => textsOf(wanted).join("|");

/** What a funnel's step is called in tables: the type and channel it asks for, else all that it asks for. */
export const conditionLabel = (condition: Condition): string => {
  const { step_label, channel, event_type, ...others } = condition;
  const asked = Object.entries(others).map(([key, wanted]) => `${key}=${wantedText(wanted)}`);
  const names = step_label === undefined ? [channel, event_type] : [step_label, channel, event_type];
  const name = names
    .filter((part) => part !== undefined)
    .map((part) => wantedText(part))
    .join("/");
  const label = [...(name === "" ? [] : [name]), ...asked].join(", ");
  return label === "" ? "any" : label;
};
