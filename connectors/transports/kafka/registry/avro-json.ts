// An Avro schema as a function from bytes to JSON text. Whole numbers keep every digit, unions are written as the value
// that was chosen, bytes in base64. Values are read by the schema they were written with; nothing is resolved.
import { z } from "zod";
import { type AvroBytes, Undecodable } from "./avro-bytes.ts";
import { dateText, decimalText, durationText, timestampText, timeText, uuidText } from "./avro-logical.ts";

type Read = (bytes: AvroBytes) => string;

/** Types that have a name, by their full name: of a schema, and of those it refers to. */
export type NamedTypes = Map<string, Read>;

const typeObject = z.looseObject({
  type: z.unknown(),
  name: z.string().optional(),
  namespace: z.string().optional(),
  logicalType: z.string().optional().catch(undefined),
  scale: z.number().int().min(0).max(10_000).optional().catch(undefined),
  size: z.number().int().min(0).optional(),
  symbols: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  values: z.unknown().optional(),
  fields: z.array(z.looseObject({ name: z.string(), type: z.unknown() })).optional(),
});
type TypeObject = z.output<typeof typeObject>;

/** The shortest digits that are this number again: of 32 bits fewer than of 64. */
const floatText = (value: number): string => {
  for (let digits = 1; digits < 10; digits += 1) {
    const near = Number(value.toPrecision(digits));
    if (Math.fround(near) === value) return String(near);
  }
  return String(value);
};

/** JSON has no word for them. */
const numberText = (value: number, text: (value: number) => string): string =>
  Number.isFinite(value) ? text(value) : `"${value}"`;

const base64 = (bytes: Buffer): string => `"${bytes.toString("base64")}"`;

const primitives: Readonly<Record<string, Read>> = {
  null: () => "null",
  boolean: (bytes) => String(bytes.boolean()),
  int: (bytes) => String(bytes.int()),
  long: (bytes) => String(bytes.long()),
  float: (bytes) => numberText(bytes.float(), floatText),
  double: (bytes) => numberText(bytes.double(), String),
  bytes: (bytes) => base64(bytes.bytes()),
  string: (bytes) => JSON.stringify(bytes.string()),
};

const logicalTypes: Readonly<Record<string, Read>> = {
  "int date": (bytes) => dateText(bytes.int()),
  "int time-millis": (bytes) => timeText(bytes.int(), 3),
  "long time-micros": (bytes) => timeText(bytes.long(), 6),
  "long timestamp-millis": (bytes) => timestampText(bytes.long(), 3, "Z"),
  "long timestamp-micros": (bytes) => timestampText(bytes.long(), 6, "Z"),
  "long timestamp-nanos": (bytes) => timestampText(bytes.long(), 9, "Z"),
  "long local-timestamp-millis": (bytes) => timestampText(bytes.long(), 3, ""),
  "long local-timestamp-micros": (bytes) => timestampText(bytes.long(), 6, ""),
  "long local-timestamp-nanos": (bytes) => timestampText(bytes.long(), 9, ""),
};

const fixedOf = ({ size = 0, logicalType, scale = 0 }: TypeObject): Read => {
  const text =
    logicalType === "decimal"
      ? (bytes: Buffer) => decimalText(bytes, scale)
      : logicalType === "duration" && size === 12
        ? durationText
        : logicalType === "uuid" && size === 16
          ? uuidText
          : base64;
  return (bytes) => text(bytes.fixed(size));
};

const enumOf = ({ symbols = [] }: TypeObject): Read => {
  const texts = symbols.map((symbol) => JSON.stringify(symbol));
  return (bytes) => {
    const text = texts[bytes.int()];
    if (text === undefined) throw new Undecodable("no symbol");
    return text;
  };
};

const fullName = (name: string, namespace: string): string =>
  name.includes(".") || namespace === "" ? name : `${namespace}.${name}`;

const arrayOf =
  (item: Read): Read =>
  (bytes) => {
    const items: string[] = [];
    bytes.enter();
    bytes.blocks(() => items.push(item(bytes)));
    bytes.leave();
    return `[${items.join()}]`;
  };

const mapOf =
  (value: Read): Read =>
  (bytes) => {
    const entries: string[] = [];
    bytes.enter();
    bytes.blocks(() => entries.push(`${JSON.stringify(bytes.string())}:${value(bytes)}`));
    bytes.leave();
    return `{${entries.join()}}`;
  };

const unionOf =
  (branches: readonly Read[]): Read =>
  (bytes) => {
    const branch = branches[bytes.int()];
    if (branch === undefined) throw new Undecodable("no branch of its union");
    return branch(bytes);
  };

const recordOf = ({ fields = [] }: TypeObject, inner: (type: unknown) => Read): Read => {
  const parts = fields.map(({ name, type }, index) => ({
    label: `${index === 0 ? "" : ","}${JSON.stringify(name)}:`,
    read: inner(type),
  }));
  return (bytes) => {
    let text = "{";
    bytes.enter();
    for (const { label, read } of parts) text += label + read(bytes);
    bytes.leave();
    return `${text}}`;
  };
};

class Schema {
  readonly #named: NamedTypes;

  constructor(named: NamedTypes) {
    this.#named = named;
  }

  read(type: unknown, namespace: string): Read {
    if (typeof type === "string") return this.#byName(type, namespace);
    if (Array.isArray(type)) return unionOf(type.map((branch) => this.read(branch, namespace)));
    const object = typeObject.parse(type);
    if (typeof object.type !== "string") return this.read(object.type, namespace);
    const { logicalType } = object;
    switch (object.type) {
      case "record":
      case "error":
      case "enum":
      case "fixed":
        return this.#define(object, namespace);
      case "array":
        return arrayOf(this.read(object.items, namespace));
      case "map":
        return mapOf(this.read(object.values, namespace));
      default:
        if (object.type === "bytes" && logicalType === "decimal")
          return (bytes) => decimalText(bytes.bytes(), object.scale ?? 0);
        return logicalTypes[`${object.type} ${logicalType}`] ?? this.#byName(object.type, namespace);
    }
  }

  #byName(name: string, namespace: string): Read {
    const read =
      (Object.hasOwn(primitives, name) ? primitives[name] : undefined) ??
      this.#named.get(fullName(name, namespace)) ??
      this.#named.get(name);
    if (read === undefined) throw new Undecodable(`no type ${name}`);
    return read;
  }

  #define(object: TypeObject, outer: string): Read {
    const name = fullName(object.name ?? "", object.namespace ?? outer);
    const namespace = name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : "";
    let read: Read | undefined;
    // A record may hold itself: its name is known before its fields are.
    this.#named.set(name, (bytes) => {
      if (read === undefined) throw new Undecodable("a type of itself");
      return read(bytes);
    });
    if (object.type === "enum") read = enumOf(object);
    else if (object.type === "fixed") read = fixedOf(object);
    else read = recordOf(object, (type) => this.read(type, namespace));
    return read;
  }
}

/** Adds the types that the schema names to `named`. Throws where it is no Avro schema. */
export const avroReader = (schema: unknown, named: NamedTypes): Read => new Schema(named).read(schema, "");
