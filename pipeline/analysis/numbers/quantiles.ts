// Quantiles of whole numbers, as quantile_cont gives them: between the two nearest values, in proportion.

/** Moves the k-th smallest of [from, to) to place k, smaller ones before it (Hoare's selection, median of three). */
const select = (values: Int32Array, from: number, to: number, k: number): void => {
  let left = from;
  let right = to - 1;
  while (right > left) {
    const [a, b, c] = [values[left] ?? 0, values[(left + right) >> 1] ?? 0, values[right] ?? 0];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let i = left;
    let j = right;
    while (i <= j) {
      while ((values[i] ?? 0) < pivot) i += 1;
      while ((values[j] ?? 0) > pivot) j -= 1;
      if (i > j) break;
      const held = values[i] ?? 0;
      values[i] = values[j] ?? 0;
      values[j] = held;
      i += 1;
      j -= 1;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else return;
  }
};

/** The value that stands at a place when all are put in order; they are moved about. */
export const valueAtPlace = (values: Int32Array, place: number): number => {
  select(values, 0, values.length, place);
  return values[place] ?? 0;
};

/** A quantile of the values in [from, to), which are moved about; null where there is none. */
export const quantile = (values: Int32Array, from: number, to: number, share: number): number | null => {
  if (to <= from) return null;
  const place = (to - from - 1) * share;
  const below = from + Math.floor(place);
  select(values, from, to, below);
  const low = values[below] ?? 0;
  const rest = place - Math.floor(place);
  if (rest === 0) return low;
  let high = Number.POSITIVE_INFINITY;
  for (let index = below + 1; index < to; index += 1) high = Math.min(high, values[index] ?? 0);
  return low + (high - low) * rest;
};
