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
  readonly nullCount: number;
  readonly nullBitmap: Uint8Array | null;
}

const nullsOf = (values: readonly DuckDBValue[]): NullMap => {
  const bitmap = new Uint8Array((values.length + 7) >> 3);
  let nullCount = 0;
  values.forEach((value, row) => {
    if (value === null) nullCount += 1;
    else bitmap[row >> 3] = (bitmap[row >> 3] ?? 0) | (1 << (row & 7));
  });
  return { nullCount, nullBitmap: nullCount === 0 ? null : bitmap };
};

const valuesOf = (vector: DuckDBVector, rows: number): DuckDBValue[] =>
  Array.from({ length: rows }, (_, row) => vector.getItem(row));

/** Copied, because the chunk's memory is the engine's. */
const itemsOf = (vector: DuckDBVector): ArrayBufferView => {
  if ("items" in vector && ArrayBuffer.isView(vector.items) && "slice" in vector.items) {
    return (vector.items.slice as () => ArrayBufferView).call(vector.items);
  }
  throw new TypeError(`no fixed-width column: ${vector.type.toString()}`);
};

const fixedWidth = (type: DataType): ArrowColumn => ({
  type,
  convert: (vector, rows) => {
    const nulls = nullsOf(valuesOf(vector, rows));
    return makeData({ type, length: rows, ...nulls, data: itemsOf(vector) } as Parameters<
      typeof makeData
    >[0]);
  },
});

const fromValues = (type: DataType, value: (from: DuckDBValue) => unknown): ArrowColumn => ({
  type,
  convert: (vector, rows) => {
    const [data] = vectorFromArray(valuesOf(vector, rows).map(value), type).data;
    return data ?? makeData({ type, length: 0 } as Parameters<typeof makeData>[0]);
  },
});

const scaledInteger = (value: DuckDBValue): bigint => {
  if (value instanceof DuckDBDecimalValue) return value.value;
  return typeof value === "bigint" ? value : 0n;
};

const decimal = (precision: number, scale: number): ArrowColumn => {
  const type = new Decimal(scale, precision, 128);
  return {
    type,
    convert: (vector, rows) => {
      const values = valuesOf(vector, rows);
      const words = new BigInt64Array(rows * 2);
      values.forEach((value, row) => {
        const integer = scaledInteger(value);
        words[row * 2] = BigInt.asIntN(64, integer);
        words[row * 2 + 1] = BigInt.asIntN(64, integer >> 64n);
      });
      return makeData({ type, length: rows, ...nullsOf(values), data: new Uint32Array(words.buffer) });
    },
  };
};

const text = (value: DuckDBValue): string | null => {
  const plain = plainValue(value);
  if (plain === null) return null;
  return typeof plain === "string" ? plain : JSON.stringify(plain);
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
  return fromValues(new Utf8(), text);
};
