// Two numbers that a user finds different: who is in both, who in one alone, and why they are not in the other.
import type { NumbersResult, OneSided } from "../../../models/analyses/reconcile-result.ts";
import type { LoadedConfig } from "../../config.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import { type AnalysisSource, withSource } from "../source/open-source.ts";
import { parseCell } from "./cells/parse-cell.ts";
import { marksOf, member, type PeopleCell, stageOf } from "./cells/people-cell.ts";
import { readCell } from "./cells/read-cell.ts";

export interface NumbersOptions {
  /** As in `funnel:checkout/2/dropped`. */
  readonly one: string;
  readonly other: string;
  /** A snapshot's id; the current one where none is given. */
  readonly snapshot?: string | undefined;
}

const fewExamples = 3;

const sideOf = ({ name, unit, counted }: PeopleCell, { counted: others }: PeopleCell) => {
  const side = { name, unit, counted: 0, people: 0, people_more_than_once: 0, counted_of_both: 0 };
  counted.forEach((times, person) => {
    if (times === 0) return;
    side.counted += times;
    side.people += 1;
    if (times > 1) side.people_more_than_once += 1;
    if ((others[person] ?? 0) > 0) side.counted_of_both += times;
  });
  return side;
};

interface Class {
  people: number;
  counted: number;
  readonly examples: number[];
}

/** People of one who are not in the other, by how near they came to it. */
const classesOf = ({ counted }: PeopleCell, { nearness }: PeopleCell): Map<number, Class> => {
  const classes = new Map<number, Class>();
  counted.forEach((times, person) => {
    const near = nearness[person] ?? 0;
    if (times === 0 || near === member) return;
    const own = classes.get(near) ?? { people: 0, counted: 0, examples: [] };
    own.people += 1;
    own.counted += times;
    if (own.examples.length < fewExamples) own.examples.push(person);
    classes.set(near, own);
  });
  return classes;
};

const profileIds = async (
  { session }: AnalysisSource,
  persons: readonly number[],
): Promise<Map<number, string>> => {
  const list = persons.length === 0 ? "null" : persons.join(", ");
  const rows = await session.rows(
    `select profile_key, profile_id from people where profile_key in (${list})`,
  );
  return new Map(rows.map((row) => [Number(row["profile_key"]), plainText(row["profile_id"])]));
};

const onlyIn = async (source: AnalysisSource, own: PeopleCell, other: PeopleCell): Promise<OneSided> => {
  const classes = [...classesOf(own, other)];
  const ids = await profileIds(
    source,
    classes.flatMap(([, { examples }]) => examples),
  );
  const reasons = classes
    .toSorted(([left, one], [right, two]) => two.people - one.people || left - right)
    .map(([near, { people, counted, examples }]) => ({
      reason: other.reasonOf(stageOf(near), marksOf(near)),
      people,
      counted,
      profile_ids: examples.flatMap((person) => ids.get(person) ?? []),
    }));
  return {
    people: reasons.reduce((sum, { people }) => sum + people, 0),
    counted: reasons.reduce((sum, { counted }) => sum + counted, 0),
    reasons,
  };
};

/** Needs no lock. Throws usage for a name that says nothing, snapshot_missing or snapshot_damaged. */
export const reconcileNumbers = (
  loaded: LoadedConfig,
  { one, other, snapshot }: NumbersOptions,
): Promise<NumbersResult> => {
  const names = [parseCell(one), parseCell(other)] as const;
  return withSource(loaded, { snapshot, published: [] }, async (source) => {
    const [left, right] = [await readCell(source, names[0]), await readCell(source, names[1])];
    const side = sideOf(left, right);
    const onlyOne = await onlyIn(source, left, right);
    return {
      one: side,
      other: sideOf(right, left),
      both: side.people - onlyOne.people,
      only_one: onlyOne,
      only_other: await onlyIn(source, right, left),
      snapshot_id: source.snapshot.id,
      data_end: source.snapshot.manifest.data_end,
    };
  });
};
