// The columns of touchpoints in memory, out of the files of bare numbers that lie beside the file of touchpoints.
import type { ColumnFile } from "../../../../models/manifest.ts";
import { type Numbers, readColumn } from "../../../snapshots/analysis/column-files.ts";
import type { AnalysisSource } from "../open-source.ts";
import { ownersOf, unstitchedPlaces } from "./persons-of-rows.ts";

export interface ReadColumns {
  /** profile_key, or unit_key where identity is unstitched; equal ones stand together. */
  readonly person: Int32Array;
  readonly at: Float64Array;
  readonly kind: Int32Array;
  /** Undefined where nobody asked for it. */
  readonly item: Int32Array | undefined;
  readonly isSessionStart: Uint8Array;
  /** The row in the file of each row here; undefined where they are the same. */
  readonly place: Int32Array | undefined;
}

const integers = (column: Numbers | undefined): Int32Array => {
  if (column instanceof Int32Array) return column;
  return column instanceof Uint16Array ? new Int32Array(column) : new Int32Array(0);
};

const doubles = (column: Numbers | undefined): Float64Array =>
  column instanceof Float64Array ? column : new Float64Array(0);

const bytes = (column: Numbers | undefined): Uint8Array =>
  column instanceof Uint8Array ? column : new Uint8Array(0);

type Read = (name: string) => Promise<Numbers | undefined>;

const readStitched = async (read: Read, hasItems: boolean): Promise<ReadColumns> => {
  const [at, kind, starts, owners, ends, item] = await Promise.all([
    read("at"),
    read("kind"),
    read("is_session_start"),
    read("owner"),
    read("owner_end"),
    hasItems ? read("item") : undefined,
  ]);
  return {
    person: ownersOf(integers(owners), integers(ends)),
    at: doubles(at),
    kind: integers(kind),
    item: hasItems ? integers(item) : undefined,
    isSessionStart: bytes(starts),
    place: undefined,
  };
};

const readUnstitched = async (read: Read, hasItems: boolean): Promise<ReadColumns> => {
  const [unit, time, kinds, items, strayingPlace, strayingOrder] = await Promise.all([
    read("unit"),
    read("at"),
    read("kind"),
    hasItems ? read("item") : undefined,
    read("straying_place"),
    read("straying_order"),
  ]);
  const at = doubles(time);
  const units = integers(unit);
  const place = unstitchedPlaces(units, at, integers(strayingPlace), integers(strayingOrder));
  const moved = (column: Int32Array): Int32Array => {
    const values = new Int32Array(place.length);
    for (let row = 0; row < place.length; row += 1) values[row] = column[place[row] ?? 0] ?? 0;
    return values;
  };
  const times = new Float64Array(place.length);
  for (let row = 0; row < place.length; row += 1) times[row] = at[place[row] ?? 0] ?? 0;
  return {
    person: moved(units),
    at: times,
    kind: moved(integers(kinds)),
    item: hasItems ? moved(integers(items)) : undefined,
    isSessionStart: new Uint8Array(place.length),
    place,
  };
};

/** Every inbound touchpoint, in canonical order of its person. */
export const readColumns = (
  { snapshot, identity }: AnalysisSource,
  files: readonly ColumnFile[],
  hasItems: boolean,
): Promise<ReadColumns> => {
  const read: Read = async (name) => {
    const file = files.find((column) => column.name === name);
    return file === undefined ? undefined : readColumn(snapshot.folder, file);
  };
  return identity === "stitched" ? readStitched(read, hasItems) : readUnstitched(read, hasItems);
};
