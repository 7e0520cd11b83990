// Zendesk's webhooks: base64 of HMAC-SHA256 over timestamp and raw body, keyed with the signing secret as it is shown.
// Source: Zendesk's developer documentation, "Verifying webhooks". A test secret that is printed there is refused.
import { createSecretKey } from "node:crypto";
import { isHmacMadeBy } from "./hmac.ts";
import { type SignatureScheme, strictBase64 } from "./scheme.ts";

const signatureHeader = "x-zendesk-webhook-signature";
const timestampHeader = "x-zendesk-webhook-signature-timestamp";

/** Signs test requests of webhooks that are not created yet: everybody knows it. */
const publishedSecret = Buffer.from("this_secret_is_for_testing_only").toString("base64");

const isoInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

export const zendesk: SignatureScheme = {
  headers: [signatureHeader, timestampHeader],
  readKey: (text) =>
    text.length < 16 || text === publishedSecret ? undefined : createSecretKey(text, "utf8"),
  signedAt: (headers) => {
    const text = headers.get(timestampHeader) ?? "";
    const at = isoInstant.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(at) ? undefined : at;
  },
  signedParts: (headers, rawBody) => [headers.get(timestampHeader) ?? "", rawBody],
  signatures: (headers) => {
    const signature = strictBase64(headers.get(signatureHeader) ?? "");
    return signature === undefined ? [] : [signature];
  },
  isMadeBy: isHmacMadeBy,
};
