// Of the columns of touchpoints only the rows of some kinds, in their order: read whole, kept in part.
import type { ColumnFile } from "../../../../models/manifest.ts";
import { type Numbers, readColumn } from "../../../snapshots/analysis/column-files.ts";

export interface FittingRows {
  readonly person: Int32Array;
  readonly at: Float64Array;
  readonly kind: Int32Array;
  /** Empty where nobody asked for them. */
  readonly item: Int32Array;
  readonly place: Int32Array;
}

const none = new Int32Array(0);

/** The rows whose kind is marked, ascending. */
const fittingPlaces = (kind: Numbers, isFitting: Uint8Array): Int32Array => {
  let count = 0;
  for (let row = 0; row < kind.length; row += 1) count += isFitting[kind[row] ?? 0] ?? 0;
  const places = new Int32Array(count);
  let found = 0;
  for (let row = 0; row < kind.length; row += 1) {
    if (isFitting[kind[row] ?? 0] === 1) places[found++] = row;
  }
  return places;
};

/** Values of a column at some rows. */
const taken = <Taken extends Int32Array | Float64Array>(
  into: Taken,
  column: Numbers,
  places: Int32Array,
): Taken => {
  for (let row = 0; row < places.length; row += 1) into[row] = column[places[row] ?? 0] ?? 0;
  return into;
};

/** The owner of each of some rows, ascending. */
const ownersAt = (owners: Numbers, ends: Numbers, places: Int32Array): Int32Array => {
  const person = new Int32Array(places.length);
  let run = 0;
  for (let row = 0; row < places.length; row += 1) {
    const place = places[row] ?? 0;
    while ((ends[run] ?? Number.POSITIVE_INFINITY) <= place) run += 1;
    person[row] = owners[run] ?? 0;
  }
  return person;
};

/** The touchpoints of the marked kinds, by profile and canonical order. */
export const fittingRows = async (
  folder: string,
  files: readonly ColumnFile[],
  isFitting: Uint8Array,
  wanted: { readonly item: boolean; readonly place: boolean },
): Promise<FittingRows> => {
  const read = async (name: string): Promise<Numbers> => {
    const file = files.find((column) => column.name === name);
    return file === undefined ? none : readColumn(folder, file);
  };
  const [kind, at, owners, ends, item] = await Promise.all([
    read("kind"),
    read("at"),
    read("owner"),
    read("owner_end"),
    wanted.item ? read("item") : none,
  ]);
  const places = fittingPlaces(kind, isFitting);
  const count = places.length;
  return {
    person: ownersAt(owners, ends, places),
    at: taken(new Float64Array(count), at, places),
    kind: taken(new Int32Array(count), kind, places),
    item: wanted.item ? taken(new Int32Array(count), item, places) : none,
    place: wanted.place ? places : none,
  };
};
