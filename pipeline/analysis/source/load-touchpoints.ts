// The inbound touchpoints of a snapshot as columns in memory, sorted by person and time, with a bit for each
// condition that somebody asks about. What every analysis passes over. A restricted snapshot gives what its view holds.
import type { Condition } from "../../../models/condition.ts";
import { PolkuError } from "../../../models/errors.ts";
import { doubles, integers } from "../../warehouse/session.ts";
import { type ReadColumns, readColumns } from "./columns/read-columns.ts";
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
  readonly isSessionStart: Uint8Array;
  /** The touchpoint's row in the file: the way back to its profile and its number. Made when it is first asked for. */
  readonly place: Int32Array;
  /** The row of each place; undefined where rows are places. */
  readonly rowOfPlace: Int32Array | undefined;
  /** See condition-words.ts. */
  readonly words: readonly Int32Array[];
}

/** Whole seconds from one touchpoint to a later one, by their rows. */
export const secondsBetween = ({ at }: Pick<Touchpoints, "at">, from: number, to: number): number =>
  Math.floor(((at[to] ?? 0) - (at[from] ?? 0)) / 1_000_000);

/** What a stitched analysis passes over. */
export const stitchedSql = `select
    profile_key as person, occurred_us::double as at, kind_key as kind, item_key as item,
    is_session_start::integer as is_session_start, place
  from touchpoints`;

/** One unit's touchpoints keep the order of their profile; where they stand on several, unit_order places them. */
export const unstitchedSql = `select
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

const withoutItems = (select: string): string => select.replace("item_key as item,", "");

/** Of a view that was restricted, or that an earlier version wrote no columns beside. */
const readView = async ({ session, identity }: AnalysisSource, hasItems: boolean): Promise<ReadColumns> => {
  const isStitched = identity === "stitched";
  const select = isStitched ? stitchedSql : unstitchedSql;
  const columns = await session.columns(hasItems ? select : withoutItems(select));
  const place = integers(columns["place"]);
  if (isStitched) requireOrder(place);
  return {
    person: integers(columns["person"]),
    at: doubles(columns["at"]),
    kind: integers(columns["kind"]),
    item: hasItems ? integers(columns["item"]) : undefined,
    isSessionStart: new Uint8Array(integers(columns["is_session_start"])),
    place: isStitched ? undefined : place,
  };
};

const counted = (rows: number): Int32Array => {
  const numbers = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) numbers[row] = row;
  return numbers;
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

/** Loads every inbound touchpoint of the snapshot, in canonical order of its person. */
export const loadTouchpoints = async (
  source: AnalysisSource,
  conditions: readonly Condition[],
  { hasItems = true }: Loading = {},
): Promise<Touchpoints> => {
  const isWanted = hasItems || conditions.some((condition) => condition["item"] !== undefined);
  const { person, at, kind, isSessionStart, ...read } = await (source.columns === undefined
    ? readView(source, isWanted)
    : readColumns(source, source.columns, isWanted));
  const rows = kind.length;
  const item = read.item ?? new Int32Array(rows);
  const rowOfPlace = read.place === undefined ? undefined : inverse(read.place);
  let { place } = read;
  return {
    rows,
    person,
    at,
    kind,
    item,
    isSessionStart,
    get place() {
      place ??= counted(rows);
      return place;
    },
    rowOfPlace,
    words: await conditionWords(source.session, conditions, { rows, kind, item, rowOfPlace }),
  };
};
