// Keys of rows as a statement takes them: a text with commas, for a parameter cannot be a list.

/** What `keysIn` of the same place gives out of the text. */
export const keyList = (keys: Iterable<number | bigint>): string => [...keys].join(",");

/** A subquery of the keys in parameter `$place`; an empty text holds none. */
export const keysIn = (place: number, type: "integer" | "bigint"): string =>
  `(select unnest(string_split(nullif($${String(place)}::varchar, ''), ',')::${type}[]))`;
