// The inbound touchpoints of a snapshot as columns in memory, sorted by person and time, with a bit for each
// condition that somebody asks about. What every analysis passes over.
import { PolkuError } from "../../../models/errors.ts";
import type { Condition } from "../../../models/condition.ts";
import type { Column } from "../../warehouse/session.ts";
import { conditionWords } from "./condition-words.ts";
import type { AnalysisSource } from "./open-source.ts";

export interface Touchpoints {
  readonly rows: number;
  /** profile_key, or unit_key where identity is unstitched; equal ones stand together. */
  readonly person: Int32Array;
  /** Microseconds since 1970: whole numbers, exact. */
  readonly at: Float64Array;
  readonly kind: Int32Array;
  /** 0: about nothing. */
  readonly item: Int32Array;
  /** 1 where a session of the configuration begins; of unstitched persons it is not known here. */
  readonly isSessionStart: Int32Array;
  /** The touchpoint's row in the file: the way back to its profile and its number. */
  readonly place: Int32Array;
  /** The row of each place; undefined where rows are places. */
  readonly rowOfPlace: Int32Array | undefined;
  /** See condition-words.ts. */
  readonly words: readonly Int32Array[];
}

const integers = (column: Column | undefined): Int32Array =>
  column instanceof Int32Array ? column : new Int32Array(0);

const doubles = (column: Column | undefined): Float64Array =>
  column instanceof Float64Array ? column : new Float64Array(0);

/** What a stitched analysis passes over. */
export const stitchedSql = `select
    profile_key as person, occurred_us::double as at, kind_key as kind, item_key as item,
    is_session_start::integer as is_session_start, place
  from touchpoints`;

/** One unit's touchpoints keep the order of their profile; where they stand on several, unit_order places them. */
const unstitchedSql = `select
    unit_key as person, occurred_us::double as at, kind_key as kind, item_key as item,
    0 as is_session_start, place
  from touchpoints order by unit_key, occurred_us, unit_order, place`;

/** A scan gives rows as they lie; what follows trusts it, so it is looked at. */
const requireOrder = (place: Int32Array): void => {
  for (let row = 0; row < place.length; row += 1) {
    if (place[row] === row) continue;
    throw new PolkuError("internal", {
      problem: "Touchpoints were read in another order than they are stored.",
    });
  }
};

const inverse = (place: Int32Array): Int32Array => {
  const rowOfPlace = new Int32Array(place.length);
  for (let row = 0; row < place.length; row += 1) rowOfPlace[place[row] ?? 0] = row;
  return rowOfPlace;
};

export interface Loading {
  /** False where nobody looks at `item` but conditions: then it is read only for these. Default true. */
  readonly hasItems?: boolean;
}

const withoutItems = (select: string): string => select.replace("item_key as item,", "");

/** Loads every inbound touchpoint of the snapshot, in canonical order of its person. */
export const loadTouchpoints = async (
  { session, identity }: AnalysisSource,
  conditions: readonly Condition[],
  { hasItems = true }: Loading = {},
): Promise<Touchpoints> => {
  const isStitched = identity === "stitched";
  const select = isStitched ? stitchedSql : unstitchedSql;
  const isWanted = hasItems || conditions.some((condition) => condition["item"] !== undefined);
  const columns = await session.columns(isWanted ? select : withoutItems(select));
  const kind = integers(columns["kind"]);
  const item = isWanted ? integers(columns["item"]) : new Int32Array(kind.length);
  const place = integers(columns["place"]);
  if (isStitched) requireOrder(place);
  const rowOfPlace = isStitched ? undefined : inverse(place);
  return {
    rows: kind.length,
    person: integers(columns["person"]),
    at: doubles(columns["at"]),
    kind,
    item,
    isSessionStart: integers(columns["is_session_start"]),
    place,
    rowOfPlace,
    words: await conditionWords(session, conditions, { rows: kind.length, kind, item, rowOfPlace }),
  };
};
