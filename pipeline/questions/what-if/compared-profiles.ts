// Which profiles would be one, which would be several, and which identifiers would leave theirs.
import type { WhatIfResult } from "../../../models/results.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import type { Parameter, Session } from "../../warehouse/session.ts";
import { sqlText } from "../../warehouse/sql-text.ts";

const examplesOfEach = 5;
const shownIdentifiers = 5;

/** Writes `sql/what-if/<name>.sql` to the temporary table `id_<name>`. */
const make = async (session: Session, name: string, parameters: readonly Parameter[] = []): Promise<void> => {
  await session.run(
    `create or replace temp table id_${name} as ${sqlText(`sql/what-if/${name}.sql`)}`,
    parameters,
  );
};

type Example = WhatIfResult["profiles"]["examples"][number];

const keptUnique = (texts: string[], text: string): void => {
  if (text !== "" && !texts.includes(text)) texts.push(text);
};

/** Rows of one example come one after the other. */
const examplesOf = async (session: Session): Promise<Example[]> => {
  await make(session, "example_profiles", [examplesOfEach]);
  const rows = await session.rows(sqlText("sql/what-if/examples.sql"), [shownIdentifiers]);
  const examples = new Map<string, Example>();
  for (const row of rows) {
    const kind = row["kind"] === "merged" ? ("merged" as const) : ("split" as const);
    const key = `${kind} ${plainText(row["profile_id"])}`;
    const example = examples.get(key) ?? {
      kind,
      profiles_before: [],
      profiles_after: [],
      identifiers: [],
    };
    examples.set(key, example);
    const [before, after] = [row["earlier_id"], row["later_id"]];
    keptUnique(example.profiles_before, before === null ? "" : plainText(before));
    keptUnique(example.profiles_after, after === null ? "" : plainText(after));
    example.identifiers.push({
      identifier: `${plainText(row["namespace"])}:${plainText(row["value"])}`,
      profile_before: before === null || before === undefined ? null : plainText(before),
      profile_after: after === null || after === undefined ? null : plainText(after),
    });
  }
  return [...examples.values()];
};

/** Reads the views before_… and after_…, after a resolve of the session. */
export const compareProfiles = async (session: Session): Promise<WhatIfResult["profiles"]> => {
  for (const name of ["holders", "passages", "successors"]) await make(session, name);
  const row = await session.row(sqlText("sql/what-if/profile_differences.sql"));
  const count = (name: string): number => Number(row?.[name] ?? 0);
  return {
    before: count("profiles_before"),
    after: count("profiles_after"),
    known_before: count("known_before"),
    known_after: count("known_after"),
    merged: count("merged"),
    split: count("split"),
    moved: count("moved"),
    examples: await examplesOf(session),
  };
};
