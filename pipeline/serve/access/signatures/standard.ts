// Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, several signatures `v1,<base64>` while a secret is replaced.
// Source: standardwebhooks.com, the specification. Its asymmetric signatures (v1a) are not understood.
import { createSecretKey } from "node:crypto";
import { isHmacMadeBy } from "./hmac.ts";
import { type SignatureScheme, strictBase64, unixSeconds } from "./scheme.ts";

const idHeader = "webhook-id";
const timestampHeader = "webhook-timestamp";
const signatureHeader = "webhook-signature";

/** The specification asks for 24 to 64 bytes. */
const leastSecretBytes = 24;
/** More are no rotation. */
const mostSignatures = 16;

export const standard: SignatureScheme = {
  headers: [idHeader, timestampHeader, signatureHeader],
  readKey: (text) => {
    const secret = strictBase64(text.replace(/^whsec_/, ""));
    return secret === undefined || secret.length < leastSecretBytes ? undefined : createSecretKey(secret);
  },
  signedAt: (headers) => unixSeconds(headers.get(timestampHeader) ?? ""),
  signedParts: (headers, rawBody) => [
    `${headers.get(idHeader) ?? ""}.${headers.get(timestampHeader) ?? ""}.`,
    rawBody,
  ],
  signatures: (headers) =>
    (headers.get(signatureHeader) ?? "")
      .split(" ")
      .slice(0, mostSignatures)
      .flatMap((entry) => (entry.startsWith("v1,") ? (strictBase64(entry.slice(3)) ?? []) : [])),
  isMadeBy: isHmacMadeBy,
};
