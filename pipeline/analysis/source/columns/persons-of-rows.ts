// Whose each row is: profiles, which lie together in the file, or units, whose rows are brought together here.

/** The owner of each row, out of runs of equal owners and where each ends. */
export const ownersOf = (owners: Int32Array, ends: Int32Array): Int32Array => {
  const person = new Int32Array(ends.at(-1) ?? 0);
  let row = 0;
  for (let run = 0; run < owners.length; run += 1) {
    const owner = owners[run] ?? 0;
    const end = ends[run] ?? 0;
    for (; row < end; row += 1) person[row] = owner;
  }
  return person;
};

/** Begins of each unit's rows when units are counted through, and how many there are in all. */
const beginsOf = (unit: Int32Array): Int32Array => {
  let most = -1;
  for (let row = 0; row < unit.length; row += 1) most = Math.max(most, unit[row] ?? 0);
  const begins = new Int32Array(most + 2);
  for (let row = 0; row < unit.length; row += 1) {
    const next = (unit[row] ?? 0) + 1;
    begins[next] = (begins[next] ?? 0) + 1;
  }
  for (let one = 1; one < begins.length; one += 1) begins[one] = (begins[one] ?? 0) + (begins[one - 1] ?? 0);
  return begins;
};

/**
 * The rows of the file by unit and canonical order. The rows of a unit on one profile keep their order; those of a unit
 * on several (`straying`) are placed by time, then by the number that was stored for them.
 */
export const unstitchedPlaces = (
  unit: Int32Array,
  at: Float64Array,
  strayingPlace: Int32Array,
  strayingOrder: Int32Array,
): Int32Array => {
  const begins = beginsOf(unit);
  const next = begins.slice();
  const places = new Int32Array(unit.length);
  for (let row = 0; row < unit.length; row += 1) {
    const own = unit[row] ?? 0;
    const to = next[own] ?? 0;
    places[to] = row;
    next[own] = to + 1;
  }
  if (strayingPlace.length === 0) return places;
  const order = new Int32Array(unit.length);
  const straying = new Set<number>();
  strayingPlace.forEach((place, index) => {
    order[place] = strayingOrder[index] ?? 0;
    straying.add(unit[place] ?? 0);
  });
  for (const one of straying) {
    places
      .subarray(begins[one], begins[one + 1])
      .sort(
        (left, right) =>
          (at[left] ?? 0) - (at[right] ?? 0) || (order[left] ?? 0) - (order[right] ?? 0) || left - right,
      );
  }
  return places;
};
