// The contract of a way in which a vendor signs webhooks, and how signatures and times are read from headers. Text that
// is not exactly as it should be is no signature.
import type { KeyObject } from "node:crypto";

/** The headers of a scheme, each there once, by their lower-case names. */
export type SignedHeaders = ReadonlyMap<string, string>;

export interface SignatureScheme {
  /** Lower-case names of the headers that a signed request has. */
  readonly headers: readonly string[];
  /** A key as the vendor shows it; undefined where it is none. */
  readKey(text: string): KeyObject | undefined;
  /** When the request was signed, in milliseconds since 1970; undefined where that cannot be read. */
  signedAt(headers: SignedHeaders): number | undefined;
  /** What was signed, in parts that follow each other. */
  signedParts(headers: SignedHeaders, rawBody: Buffer): readonly (string | Buffer)[];
  /** The signatures that a request carries; none where they are malformed. */
  signatures(headers: SignedHeaders): readonly Buffer[];
  /** True where the key made the signature. */
  isMadeBy(key: KeyObject, parts: readonly (string | Buffer)[], signature: Buffer): boolean;
}

/** The bytes of strict base64 (RFC 4648 section 4); undefined for anything that is written in another way. */
export const strictBase64 = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, "base64");
  return text !== "" && bytes.toString("base64") === text ? bytes : undefined;
};

/** Whole seconds since 1970 in decimal digits → milliseconds. */
export const unixSeconds = (text: string): number | undefined =>
  /^\d{1,12}$/.test(text) ? Number(text) * 1000 : undefined;
