// The people behind a number that is named as in `funnel:checkout/2/dropped`, and how often each is counted in it.
import type { PeopleResult } from "../../../models/analyses/reconcile-result.ts";
import type { LoadedConfig } from "../../config.ts";
import { plainText } from "../../warehouse/plain-value.ts";
import { withSource } from "../source/open-source.ts";
import { parseCell } from "./cells/parse-cell.ts";
import { readCell } from "./cells/read-cell.ts";

export interface PeopleOptions {
  /** As in `funnel:checkout/2/dropped`. */
  readonly number: string;
  /** A snapshot's id; the current one where none is given. */
  readonly snapshot?: string | undefined;
}

/** Needs no lock. Throws usage for a name that says nothing, snapshot_missing or snapshot_damaged. */
export const peopleOfNumber = (
  loaded: LoadedConfig,
  { number, snapshot }: PeopleOptions,
): Promise<PeopleResult> => {
  const name = parseCell(number);
  return withSource(loaded, { snapshot, published: [] }, async (source) => {
    const { unit, counted } = await readCell(source, name);
    const people = await source.session.rows(
      "select profile_key, profile_id from people order by profile_id",
    );
    const rows = people.flatMap((row) => {
      const times = counted[Number(row["profile_key"])] ?? 0;
      return times === 0 ? [] : [{ profile_id: plainText(row["profile_id"]), counted: times }];
    });
    return {
      name: number,
      unit,
      counted: rows.reduce((sum, row) => sum + row.counted, 0),
      rows,
      snapshot_id: source.snapshot.id,
      data_end: source.snapshot.manifest.data_end,
    };
  });
};
