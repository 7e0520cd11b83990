// DuckDB values → plain JSON values, the same in every output of polku.
import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";

export type Plain = null | string | number | boolean | Plain[] | { [key: string]: Plain };

/** Microseconds since 1970 → ISO with Z: milliseconds, and microseconds only where there are some. */
export const isoFromMicros = (micros: bigint): string => {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const millis = new Date(Number((micros - rest) / 1000n)).toISOString();
  return rest === 0n ? millis : `${millis.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
};

/** Integers beyond 2^53 and decimals become strings, times ISO with Z, blobs text (base64 where not UTF-8). */
export const plainValue = (value: DuckDBValue): Plain => {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") {
    return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
      ? Number(value)
      : String(value);
  }
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return isoFromMicros(value.micros);
  }
  if (value instanceof DuckDBDecimalValue || value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBListValue) return value.items.map(plainValue);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([key, entry]) => [key, plainValue(entry)]));
  }
  if (value instanceof DuckDBBlobValue) {
    const bytes = Buffer.from(value.bytes);
    const text = bytes.toString("utf8");
    return Buffer.from(text, "utf8").equals(bytes) ? text : bytes.toString("base64");
  }
  return value.toString();
};

/** A plain value as one text, as tables and CSV show it: null is empty, lists and structs are JSON. */
export const plainText = (value: Plain | undefined): string => {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};
