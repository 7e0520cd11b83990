// HMAC with SHA-256 (RFC 2104) over parts that follow each other, compared in constant time.
import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";

/** True where the key made the signature; of another length it never did. */
export const isHmacMadeBy = (
  key: KeyObject,
  parts: readonly (string | Buffer)[],
  signature: Buffer,
): boolean => {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  const expected = hmac.digest();
  return signature.length === expected.length && timingSafeEqual(signature, expected);
};
