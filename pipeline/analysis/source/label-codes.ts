// What touchpoints are called in an analysis, as numbers: by level, after clean-up and grouping. Patterns and regular
// expressions are asked of distinct labels only, and by RE2, which no expression can make slow.
import { PolkuError } from "../../../models/errors.ts";
import { EngineError } from "../../warehouse/engine-error.ts";
import { quotedText } from "../../warehouse/quoting.ts";
import { type Column, integers, type Session } from "../../warehouse/session.ts";
import type { Touchpoints } from "./load-touchpoints.ts";

export type Level = "step" | "channel" | "event_type" | "item";

export interface Labelling {
  readonly label: Level;
  /** Replacements, one after the other. */
  readonly clean: readonly { readonly regex: string; readonly alias: string }[];
  readonly groups: readonly (string | { readonly pattern: string; readonly label: string })[];
  /** Which group wins where several fit. */
  readonly group_priority: "first" | "last";
}

/** Labels as the level gives them: no clean-up, no groups. */
export const unchanged = { clean: [], groups: [], group_priority: "first" } as const;

export interface LabelCodes {
  /** In the order of their bytes; a label's code is its place. */
  readonly labels: readonly string[];
  readonly ofKind: Int32Array;
  /** Undefined where labels do not speak of items. Item 0 is called as its kind. */
  readonly ofItem: Int32Array | undefined;
}

const kindColumns = {
  step: "step_label",
  channel: "channel",
  event_type: "event_type",
  item: "step_label",
} as const;

/** `*` is any text; the pattern may fit anywhere. */
const anywhere = (pattern: string): string =>
  quotedText(`%${pattern.replace(/[\\%_]/g, (special) => `\\${special}`).replaceAll("*", "%")}%`);

const cleaned = (column: string, clean: Labelling["clean"]): string =>
  clean.reduce(
    (text, { regex, alias }) => `regexp_replace(${text}, ${quotedText(regex)}, ${quotedText(alias)}, 'g')`,
    column,
  );

const grouped = (text: string, { groups, group_priority }: Labelling): string => {
  if (groups.length === 0) return text;
  const cases = groups.map((group) => {
    const { pattern, label } = typeof group === "string" ? { pattern: group, label: group } : group;
    return `when ${text} like ${anywhere(pattern)} escape '\\' then ${quotedText(label)}`;
  });
  const ordered = group_priority === "first" ? cases : cases.toReversed();
  return `case ${ordered.join(" ")} else ${text} end`;
};

/** ` > ` separates the steps of a path. */
const labelSql = (part: string, key: string, column: string, from: string, labelling: Labelling): string =>
  `select '${part}' as part, key, replace(${grouped("text", labelling)}, ' > ', ' ＞ ') as label
  from (select ${key} as key, ${cleaned(column, labelling.clean)} as text from ${from})`;

const texts = (column: Column | undefined): string[] =>
  Array.isArray(column) ? column.map((value) => (typeof value === "string" ? value : "")) : [];

const checkExpression = async (session: Session, regex: string): Promise<void> => {
  try {
    await session.rows("select regexp_matches('', $1)", [regex]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : "";
    const problem = `The regular expression ${JSON.stringify(regex.slice(0, 80))} is not understood: ${reason}.`;
    throw new PolkuError("usage", { problem }, { cause: new EngineError(problem) });
  }
};

const named = async (session: Session, part: string): Promise<Int32Array> => {
  const { code } = await session.columns(
    `select coded.code from label_texts inner join coded using (label) where part = '${part}' order by key`,
  );
  return integers(code);
};

/** Names every kind and, where labels speak of them, every item. Throws usage for an expression that is none. */
export const labelCodes = async (session: Session, labelling: Labelling): Promise<LabelCodes> => {
  for (const { regex } of labelling.clean) await checkExpression(session, regex);
  const byItem = labelling.label === "item";
  const parts = [labelSql("kind", "kind_key", kindColumns[labelling.label], "kinds", labelling)];
  if (byItem) parts.push(labelSql("item", "item_key", "item", "items where item_key > 0", labelling));
  await session.run(
    `create or replace temp table label_texts as ${parts.join(" union all ")};
    create or replace temp table coded as
      select label, (row_number() over (order by label) - 1)::integer as code
      from (select distinct label from label_texts)`,
  );
  const { label } = await session.columns("select label from coded order by code");
  const ofKind = await named(session, "kind");
  if (!byItem) return { labels: texts(label), ofKind, ofItem: undefined };
  const known = await named(session, "item");
  const ofItem = new Int32Array(known.length + 1);
  ofItem.set(known, 1);
  return { labels: texts(label), ofKind, ofItem };
};

/** The label's code of every touchpoint. */
export const codeOfEach = ({ rows, kind, item }: Touchpoints, { ofKind, ofItem }: LabelCodes): Int32Array => {
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const about = item[row] ?? 0;
    codes[row] = (ofItem === undefined || about === 0 ? ofKind[kind[row] ?? 0] : ofItem[about]) ?? 0;
  }
  return codes;
};
