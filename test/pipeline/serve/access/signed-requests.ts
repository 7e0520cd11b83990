// Requests as vendors sign them, made with Node's crypto alone and none of the code under test.
import { createHmac, createSign, generateKeyPairSync } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export interface Signer {
  readonly scheme: "sendgrid" | "zendesk" | "standard";
  /** As it stands in a key file. */
  readonly key: string;
  /** `at`: in whole seconds since 1970. */
  sign(body: string | Buffer, at: number, id?: string): IncomingHttpHeaders;
}

export const sendgridSigner = (): Signer => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    scheme: "sendgrid",
    key: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    sign: (body, at) => ({
      "x-twilio-email-event-webhook-timestamp": String(at),
      "x-twilio-email-event-webhook-signature": createSign("sha256")
        .update(String(at))
        .update(body)
        .sign(privateKey, "base64"),
    }),
  };
};

export const zendeskSigner = (key = "HRkRd4BeOAoUkfZr-mhauJT64rvBASlJRoIyPsd3zeA="): Signer => ({
  scheme: "zendesk",
  key,
  sign: (body, at) => {
    const timestamp = new Date(at * 1000).toISOString().replace(".000", "");
    return {
      "x-zendesk-webhook-signature-timestamp": timestamp,
      "x-zendesk-webhook-signature": createHmac("sha256", key)
        .update(timestamp)
        .update(body)
        .digest("base64"),
    };
  },
});

export const standardSigner = (secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"): Signer => ({
  scheme: "standard",
  key: `whsec_${secret}`,
  sign: (body, at, id = "msg_1") => ({
    "webhook-id": id,
    "webhook-timestamp": String(at),
    "webhook-signature": `v1,${createHmac("sha256", Buffer.from(secret, "base64"))
      .update(`${id}.${String(at)}.`)
      .update(body)
      .digest("base64")}`,
  }),
});
