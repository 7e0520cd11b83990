// Twilio SendGrid's Signed Event Webhook: ECDSA on P-256 with SHA-256, in DER, over timestamp and raw body.
// Source: Twilio's documentation, "Getting Started with the Event Webhook Security Features".
import { createPublicKey, createVerify, type KeyObject } from "node:crypto";
import { type SignatureScheme, strictBase64, unixSeconds } from "./scheme.ts";

const signatureHeader = "x-twilio-email-event-webhook-signature";
const timestampHeader = "x-twilio-email-event-webhook-timestamp";

const isPem = (text: string): boolean => text.startsWith("-----BEGIN PUBLIC KEY-----");

/** Null where the bytes are no key at all. */
const parsed = (text: string): KeyObject | null => {
  try {
    if (isPem(text)) return createPublicKey(text);
    const der = strictBase64(text);
    return der === undefined ? null : createPublicKey({ key: der, format: "der", type: "spki" });
  } catch {
    return null;
  }
};

export const sendgrid: SignatureScheme = {
  headers: [signatureHeader, timestampHeader],
  // The dashboard shows base64 of the DER; a PEM is the same with a frame.
  readKey: (text) => {
    const key = parsed(text);
    return key?.asymmetricKeyDetails?.namedCurve === "prime256v1" ? key : undefined;
  },
  signedAt: (headers) => unixSeconds(headers.get(timestampHeader) ?? ""),
  signedParts: (headers, rawBody) => [headers.get(timestampHeader) ?? "", rawBody],
  signatures: (headers) => {
    const signature = strictBase64(headers.get(signatureHeader) ?? "");
    return signature === undefined ? [] : [signature];
  },
  isMadeBy: (key, parts, signature) => {
    const check = createVerify("sha256");
    for (const part of parts) check.update(part);
    return check.verify(key, signature);
  },
};
