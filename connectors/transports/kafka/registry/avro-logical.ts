// How Avro's logical types are written as JSON (Apache Avro 1.12, "Logical Types"): times as ISO 8601, decimals as exact
// numbers. What lies outside of what ISO 8601 can say stays the number it is.

type Whole = number | bigint;

const dayMilliseconds = 86_400_000;

/** Without its fraction and zone: `2026-03-01T12:00:00`. Null beyond the years 0 to 9999. */
const isoSeconds = (seconds: bigint): string | null => {
  const date = new Date(Number(seconds) * 1000);
  const text = Number.isNaN(date.getTime()) ? "" : date.toISOString();
  return text.length === 24 ? text.slice(0, 19) : null;
};

/** `digits`: 3 for milliseconds, 6 for micro-, 9 for nanoseconds. */
export const timestampText = (value: Whole, digits: number, zone: "Z" | ""): string => {
  const unit = 10n ** BigInt(digits);
  const whole = BigInt(value);
  const fraction = ((whole % unit) + unit) % unit;
  const seconds = isoSeconds((whole - fraction) / unit);
  return seconds === null ? String(value) : `"${seconds}.${String(fraction).padStart(digits, "0")}${zone}"`;
};

export const dateText = (days: Whole): string => {
  const seconds = isoSeconds((BigInt(days) * BigInt(dayMilliseconds)) / 1000n);
  return seconds === null ? String(days) : `"${seconds.slice(0, 10)}"`;
};

export const timeText = (value: Whole, digits: number): string => {
  const isWithinDay = value >= 0 && BigInt(value) < BigInt(dayMilliseconds) * 10n ** BigInt(digits - 3);
  return isWithinDay ? timestampText(value, digits, "").replace(/^"[\d-]+T/, '"') : String(value);
};

/** Two's complement, the highest byte first, `scale` digits behind the point. */
export const decimalText = (bytes: Buffer, scale: number): string => {
  const value =
    bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString("hex")}`));
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const sign = value < 0n ? "-" : "";
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-scale)}`;
};

/** Twelve bytes: months, days and milliseconds, each unsigned, the lowest byte first. */
export const durationText = (bytes: Buffer): string => {
  const seconds = bytes.readUInt32LE(8) / 1000;
  return `"P${bytes.readUInt32LE(0)}M${bytes.readUInt32LE(4)}DT${seconds}S"`;
};

export const uuidText = (bytes: Buffer): string =>
  `"${bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}"`;
