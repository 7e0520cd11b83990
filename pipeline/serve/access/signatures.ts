// Whether a webhook comes from the vendor that it names: signature and time, over the bytes as they came. It decodes no
// body, and remembers nothing: requests that come twice are seen by webhooks.ts.
import { createHash, type KeyObject } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { signatureSchemes } from "../../../models/config/stream.ts";
import type { SignatureScheme, SignedHeaders } from "./signatures/scheme.ts";
import { sendgrid } from "./signatures/sendgrid.ts";
import { standard } from "./signatures/standard.ts";
import { zendesk } from "./signatures/zendesk.ts";

export type SignatureSchemeName = (typeof signatureSchemes)[number];

/** How each vendor signs. */
export const schemes: Readonly<Record<SignatureSchemeName, SignatureScheme>> = {
  sendgrid,
  zendesk,
  standard,
};

export type SignatureProblem =
  | "missing_header"
  | "bad_timestamp"
  | "stale"
  | "future"
  | "malformed_signature"
  | "wrong_signature"
  | "replayed";

export interface SignatureVerdict {
  readonly isValid: boolean;
  readonly problem: SignatureProblem | null;
  /** A digest of what was signed, where it is valid: of two equal requests it is the same, however they are signed. */
  readonly signed: string | null;
  /** When it was signed, in milliseconds since 1970; null where that could not be read. */
  readonly signedAt: number | null;
}

const refused = (problem: SignatureProblem, signedAt: number | null = null): SignatureVerdict => ({
  isValid: false,
  problem,
  signed: null,
  signedAt,
});

/** Undefined where one of them is missing, or is there more than once. */
const presentHeaders = (
  names: readonly string[],
  headers: IncomingHttpHeaders,
): SignedHeaders | undefined => {
  const present = new Map<string, string>();
  for (const name of names) {
    const value = headers[name];
    if (typeof value !== "string" || value === "") return undefined;
    present.set(name, value);
  }
  return present;
};

/**
 * Checks a request against the keys of its source; one of them must have signed it. `rawBody`: the bytes as they were
 * sent; `now`: in milliseconds since 1970. Beyond `toleranceSeconds`, before or after now, it is refused.
 */
export const verifySignature = (
  schemeName: SignatureSchemeName,
  keys: readonly KeyObject[],
  headers: IncomingHttpHeaders,
  rawBody: Buffer,
  now: number,
  toleranceSeconds: number,
): SignatureVerdict => {
  const scheme = schemes[schemeName];
  const present = presentHeaders(scheme.headers, headers);
  if (present === undefined) return refused("missing_header");
  const signedAt = scheme.signedAt(present);
  if (signedAt === undefined) return refused("bad_timestamp");
  if (now - signedAt > toleranceSeconds * 1000) return refused("stale", signedAt);
  if (signedAt - now > toleranceSeconds * 1000) return refused("future", signedAt);
  const signatures = scheme.signatures(present);
  if (signatures.length === 0) return refused("malformed_signature", signedAt);
  const parts = scheme.signedParts(present, rawBody);
  if (!keys.some((key) => signatures.some((signature) => scheme.isMadeBy(key, parts, signature)))) {
    return refused("wrong_signature", signedAt);
  }
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part);
  return { isValid: true, problem: null, signed: digest.digest("base64"), signedAt };
};
