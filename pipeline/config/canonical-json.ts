// JSON with one spelling per value, so that its digest can stand for it.
import { createHash } from "node:crypto";

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
};

/** Keys in byte order at every depth, no spaces, keys without a value left out. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));

/** SHA-256 of the canonical JSON, as hex. */
export const contentHash = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("hex");
