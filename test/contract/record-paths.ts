// Records taken apart: where their values are, and copies with one of them changed.

export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };
export type Path = readonly (string | number)[];

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** Every place of a record below its root, containers included. */
export const placesOf = (value: Value, path: Path = []): { path: Path; value: Value }[] => {
  if (value === null || typeof value !== "object") return [];
  const entries: [string | number, Value][] = isList(value)
    ? value.map((element, index) => [index, element])
    : Object.entries(value);
  return entries.flatMap(([name, member]) => [
    { path: [...path, name], value: member },
    ...placesOf(member, [...path, name]),
  ]);
};

/** The places that hold no others. */
export const leavesOf = (record: Value): { path: Path; value: Value }[] =>
  placesOf(record).filter(({ value }) => value === null || typeof value !== "object");

/** The objects of a record, itself the first. */
export const objectsOf = (record: Value): Path[] => [
  [],
  ...placesOf(record)
    .filter(({ value }) => value !== null && typeof value === "object" && !isList(value))
    .map(({ path }) => path),
];

/** A copy with another value at a place; where there was none, it is added. */
export const changed = (record: Value, [name, ...rest]: Path, value: Value): Value => {
  if (name === undefined) return value;
  if (isList(record)) {
    return record.map((element, index) => (index === name ? changed(element, rest, value) : element));
  }
  if (record === null || typeof record !== "object") return record;
  const members = Object.entries(record).filter(([member]) => member !== name);
  const before = record[name] ?? null;
  // Not by assignment: a name may be `__proto__`.
  return Object.fromEntries([...members, [String(name), changed(before, rest, value)]]);
};

export const valueAt = (record: Value, path: Path): Value =>
  path.reduce<Value>((value, name) => {
    if (value === null || typeof value !== "object") return null;
    return isList(value) ? (value[Number(name)] ?? null) : (value[name] ?? null);
  }, record);

const rawMark = "raw JSON: ";

/** A value that JSON.stringify could not write, such as an integer of 30 digits. */
export const rawJson = (text: string): string => `${rawMark}${text}`;

/** One line of JSON. */
export const lineOf = (record: Value): string =>
  JSON.stringify(record).replaceAll(new RegExp(`"${rawMark}([^"]*)"`, "g"), "$1");

/** Any value of a row or a record as text; a text as it is. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
