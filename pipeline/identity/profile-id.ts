// Profile ids: a keyed hash of the anchor. The same secret gives the same ids everywhere; without it nobody
// can tell from an id which identifier is behind it.
import { createHash, createHmac } from "node:crypto";

const separator = "\u001f";
const blockBytes = 64;

/** Hex digits of an id: the first 96 bits of the hash. */
export const profileIdDigits = 24;

const message = (namespace: string, value: string, epoch: number): string =>
  ["profile", namespace, value, String(epoch)].join(separator);

/** `p_` and the first 24 hex digits of HMAC-SHA-256(secret, `profile` ␟ namespace ␟ value ␟ epoch). */
export const profileId = (secret: Buffer, namespace: string, value: string, epoch = 0): string => {
  const hash = createHmac("sha256", secret)
    .update(message(namespace, value, epoch))
    .digest("hex");
  return `p_${hash.slice(0, profileIdDigits)}`;
};

export const isProfileId = (text: string): boolean => /^p_[0-9a-f]{24}$/.test(text);

export interface KeyPads {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

/**
 * The two keyed pads of HMAC (RFC 2104), so that SQL can compute
 * `sha256(outer || unhex(sha256(inner || message)))` for millions of anchors.
 */
export const keyPads = (secret: Buffer): KeyPads => {
  const key = Buffer.alloc(blockBytes);
  (secret.length > blockBytes ? createHash("sha256").update(secret).digest() : secret).copy(key);
  const padded = (pad: number): Buffer => Buffer.from(key.map((byte) => byte ^ pad));
  return { inner: padded(0x36), outer: padded(0x5c) };
};
