// The few measures that tables share: order of text, elapsed time, quantiles, rates and money.
// Everything is written out plainly; speed is of no interest here.

export type Cell = null | string | number | boolean;
export type Row = Readonly<Record<string, Cell>>;

export const microsPerSecond = 1_000_000;

/** Text by its UTF-8 bytes. */
export const compareText = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left, "utf8"), Buffer.from(right, "utf8"));

/** The smallest under `compare`; fails on an empty list. */
export const least = <Item>(items: readonly Item[], compare: (left: Item, right: Item) => number): Item => {
  const first = items.toSorted(compare)[0];
  if (first === undefined) throw new Error("the least of nothing was asked for");
  return first;
};

export const firstOf = <Item>(items: readonly Item[]): Item => {
  const item = items[0];
  if (item === undefined) throw new Error("the first of nothing was asked for");
  return item;
};

export const lastOf = <Item>(items: readonly Item[]): Item => firstOf(items.toReversed());

/** Lists of items that share a key, in the order in which keys first appear. */
export const groupBy = <Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
};

export const countDistinct = (values: readonly string[]): number => new Set(values).size;

/** Neighbours that are equal stand once. */
export const collapse = (values: readonly string[]): string[] =>
  values.filter((value, index) => index === 0 || value !== values[index - 1]);

/** Microseconds → whole seconds, rounded down. */
export const wholeSeconds = (micros: number): number => Math.floor(micros / microsPerSecond);

/** Microseconds since 1970 → ISO with Z; microseconds only where there are some. */
export const isoTime = (micros: number): string => {
  const rest = ((micros % 1000) + 1000) % 1000;
  const millis = new Date((micros - rest) / 1000).toISOString();
  return rest === 0 ? millis : `${millis.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
};

/** The quantile between the two nearest ranks, in proportion; null where there are no values. */
export const quantile = (values: readonly number[], share: number): number | null => {
  const sorted = values.toSorted((left, right) => left - right);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (place - Math.floor(place));
};

export const median = (values: readonly number[]): number | null => quantile(values, 0.5);

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Null where the whole is nothing. */
export const rate = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Cents → text with two decimals. */
export const money = (cents: number | null): string | null => {
  if (cents === null) return null;
  const digits = String(Math.abs(cents)).padStart(3, "0");
  return `${cents < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
