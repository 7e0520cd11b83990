// One column of a DuckDB chunk → Arrow data. Times are microseconds, decimals Decimal128; what Arrow has no
// plain type for (lists, intervals, maps …) becomes its JSON text.
import {
  Binary,
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  makeData,
  TimeMicrosecond,
  Timestamp,
  TimeUnit,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import {
  DuckDBBlobValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBVector,
} from "@duckdb/node-api";
import { plainValue } from "./plain-value.ts";

export interface ArrowColumn {
  readonly type: DataType;
  convert(vector: DuckDBVector, rows: number): Data;
}

interface NullMap {
  readonly nullBitmap: Uint8Array | null;
}

const valuesOf = (vector: DuckDBVector, rows: number): DuckDBValue[] =>
  Array.from({ length: rows }, (_, row) => vector.getItem(row));

/** The engine's own bits of what is there, `null` where all is; undefined where they cannot be seen. */
const validityBits = (vector: DuckDBVector): BigUint64Array | null | undefined => {
  if (!("validity" in vector) || typeof vector.validity !== "object" || vector.validity === null)
    return undefined;
  if (!("data" in vector.validity)) return undefined;
  const { data } = vector.validity;
  return data === null || data instanceof BigUint64Array ? data : undefined;
};

/** Both keep one bit for a row, the first row lowest, so that the bits can be taken over as they are. */
const nullsOf = (vector: DuckDBVector, rows: number): NullMap => {
  const bits = validityBits(vector);
  if (bits === null) return { nullBitmap: null };
  const length = (rows + 7) >> 3;
  if (bits !== undefined) return { nullBitmap: new Uint8Array(bits.buffer, bits.byteOffset, length).slice() };
  const bitmap = new Uint8Array(length);
  for (let row = 0; row < rows; row += 1) {
    if (vector.getItem(row) !== null) bitmap[row >> 3] = (bitmap[row >> 3] ?? 0) | (1 << (row & 7));
  }
  return { nullBitmap: bitmap };
};

/** Copied, because the chunk's memory is the engine's. */
const itemsOf = (vector: DuckDBVector): ArrayBufferView => {
  if ("items" in vector && ArrayBuffer.isView(vector.items) && "slice" in vector.items) {
    return (vector.items.slice as () => ArrayBufferView).call(vector.items);
  }
  throw new TypeError(`no fixed-width column: ${vector.type.toString()}`);
};

const fixedWidth = (type: DataType): ArrowColumn => ({
  type,
  convert: (vector, rows) =>
    makeData({
      type,
      length: rows,
      ...nullsOf(vector, rows),
      data: itemsOf(vector),
    } as Parameters<typeof makeData>[0]),
});

const fromValues = (type: DataType, value: (from: DuckDBValue) => unknown): ArrowColumn => ({
  type,
  convert: (vector, rows) => {
    const [data] = vectorFromArray(valuesOf(vector, rows).map(value), type).data;
    return data ?? makeData({ type, length: 0 } as Parameters<typeof makeData>[0]);
  },
});

type Integers = ArrayLike<bigint | number>;

/** The integers of a decimal column; what stands in the place of a null does not matter. */
const integersOf = (vector: DuckDBVector, rows: number): Integers => {
  if ("items" in vector && ArrayBuffer.isView(vector.items)) return vector.items as unknown as Integers;
  return valuesOf(vector, rows).map((value) => {
    if (value instanceof DuckDBDecimalValue) return value.value;
    return typeof value === "bigint" ? value : 0n;
  });
};

const decimal = (precision: number, scale: number): ArrowColumn => {
  const type = new Decimal(scale, precision, 128);
  return {
    type,
    convert: (vector, rows) => {
      const integers = integersOf(vector, rows);
      const words = new BigInt64Array(rows * 2);
      for (let row = 0; row < rows; row += 1) {
        const integer = BigInt(integers[row] ?? 0);
        words[row * 2] = BigInt.asIntN(64, integer);
        words[row * 2 + 1] = integer >> 64n;
      }
      return makeData({ type, length: rows, ...nullsOf(vector, rows), data: new Uint32Array(words.buffer) });
    },
  };
};

const textOf = (value: DuckDBValue): string => {
  const plain = plainValue(value);
  if (plain === null) return "";
  return typeof plain === "string" ? plain : JSON.stringify(plain);
};

/** Encoded as one text, which is several times as fast as value by value. */
const text: ArrowColumn = {
  type: new Utf8(),
  convert: (vector, rows) => {
    const texts = valuesOf(vector, rows).map(textOf);
    const valueOffsets = new Int32Array(rows + 1);
    for (const [row, value] of texts.entries()) {
      valueOffsets[row + 1] = (valueOffsets[row] ?? 0) + Buffer.byteLength(value);
    }
    const data = Buffer.from(texts.join(""));
    return makeData({ type: new Utf8(), length: rows, ...nullsOf(vector, rows), valueOffsets, data });
  },
};

const blob = (value: DuckDBValue): Uint8Array | null =>
  value instanceof DuckDBBlobValue ? value.bytes : null;

const fixedWidthTypes: ReadonlyMap<DuckDBTypeId, () => DataType> = new Map<DuckDBTypeId, () => DataType>([
  [DuckDBTypeId.TINYINT, () => new Int8()],
  [DuckDBTypeId.SMALLINT, () => new Int16()],
  [DuckDBTypeId.INTEGER, () => new Int32()],
  [DuckDBTypeId.BIGINT, () => new Int64()],
  [DuckDBTypeId.UTINYINT, () => new Uint8()],
  [DuckDBTypeId.USMALLINT, () => new Uint16()],
  [DuckDBTypeId.UINTEGER, () => new Uint32()],
  [DuckDBTypeId.UBIGINT, () => new Uint64()],
  [DuckDBTypeId.FLOAT, () => new Float32()],
  [DuckDBTypeId.DOUBLE, () => new Float64()],
  [DuckDBTypeId.DATE, () => new DateDay()],
  [DuckDBTypeId.TIME, () => new TimeMicrosecond()],
  [DuckDBTypeId.TIMESTAMP, () => new Timestamp(TimeUnit.MICROSECOND, null)],
  [DuckDBTypeId.TIMESTAMP_TZ, () => new Timestamp(TimeUnit.MICROSECOND, "UTC")],
  [DuckDBTypeId.TIMESTAMP_S, () => new Timestamp(TimeUnit.SECOND, null)],
  [DuckDBTypeId.TIMESTAMP_MS, () => new Timestamp(TimeUnit.MILLISECOND, null)],
  [DuckDBTypeId.TIMESTAMP_NS, () => new Timestamp(TimeUnit.NANOSECOND, null)],
]);

/** How a column of a DuckDB type becomes Arrow data. */
export const arrowColumn = (type: DuckDBType): ArrowColumn => {
  const fixed = fixedWidthTypes.get(type.typeId);
  if (fixed !== undefined) return fixedWidth(fixed());
  if (type instanceof DuckDBDecimalType) return decimal(type.width, type.scale);
  if (type.typeId === DuckDBTypeId.HUGEINT) return decimal(38, 0);
  if (type.typeId === DuckDBTypeId.BOOLEAN) return fromValues(new Bool(), (value) => value);
  if (type.typeId === DuckDBTypeId.BLOB) return fromValues(new Binary(), blob);
  return text;
};
