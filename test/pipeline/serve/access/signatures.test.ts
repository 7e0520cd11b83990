import { createPublicKey, type KeyObject } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { schemes, verifySignature } from "../../../../pipeline/serve/access/signatures.ts";
import { sendgridSigner, type Signer, standardSigner, zendeskSigner } from "./signed-requests.ts";

const keyOf = ({ scheme, key }: Pick<Signer, "scheme" | "key">): KeyObject => {
  const parsed = schemes[scheme].readKey(key);
  if (parsed === undefined) throw new Error("no key");
  return parsed;
};

const at = 1_764_000_000;
const body = Buffer.from('[{"event":"open","email":"x@example.com"}]\r\n');
const signers = [sendgridSigner(), zendeskSigner(), standardSigner()];

const problemOf = (
  signer: Signer,
  headers: IncomingHttpHeaders,
  given: { body?: Buffer; now?: number; keys?: readonly KeyObject[] } = {},
): string | null =>
  verifySignature(
    signer.scheme,
    given.keys ?? [keyOf(signer)],
    headers,
    given.body ?? body,
    (given.now ?? at) * 1000,
    300,
  ).problem;

/** Headers with the one that holds the signature changed. */
const withSignature = (headers: IncomingHttpHeaders, change: (text: string) => string): IncomingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name.endsWith("signature") ? change(String(value)) : value,
    ]),
  );

describe("published examples", () => {
  test("of Twilio's library verify, and its wrong ones do not", () => {
    const key =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2LjtURuePQzplybdC+u4CwrqDqBaWjcMMsTbhdbcwHBcepxo7yAQGhHPTnlvFYPAZFceEu/1FwCM/QmGUhA==";
    const otherKey =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqTxd43gyp8IOEto2LdIfjRQrIbsd4SXZkLW6jDutdhXSJCWHw8REntlo7aNDthvj+y7GjUuFDb/R1NGe1OPzpA==";
    const headers = {
      "x-twilio-email-event-webhook-timestamp": "1588788367",
      "x-twilio-email-event-webhook-signature":
        "MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH2j/0=",
    };
    const payload = Buffer.from(
      '{"category":"example_payload","event":"test_event","message_id":"message_id"}',
    );
    const problem = (given: string, changed = headers, sent = payload): string | null =>
      verifySignature(
        "sendgrid",
        [keyOf({ scheme: "sendgrid", key: given })],
        changed,
        sent,
        1_588_788_400_000,
        300,
      ).problem;
    expect(problem(key)).toBeNull();
    const pem = String(
      createPublicKey({ key: Buffer.from(key, "base64"), format: "der", type: "spki" }).export({
        format: "pem",
        type: "spki",
      }),
    );
    expect(problem(pem)).toBeNull();
    expect(problem(otherKey)).toBe("wrong_signature");
    expect(problem(key, headers, Buffer.from("payload"))).toBe("wrong_signature");
    expect(problem(key, { ...headers, "x-twilio-email-event-webhook-timestamp": "timestamp" })).toBe(
      "bad_timestamp",
    );
    const flipped = withSignature(headers, (text) => text.replace("YNH2j", "YNH3j"));
    expect(
      verifySignature(
        "sendgrid",
        [keyOf({ scheme: "sendgrid", key })],
        flipped,
        payload,
        1_588_788_400_000,
        300,
      ).problem,
    ).toBe("wrong_signature");
  });

  test("of Standard Webhooks verify", () => {
    const headers = {
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };
    const verdict = verifySignature(
      "standard",
      [keyOf(standardSigner())],
      headers,
      Buffer.from('{"test": 2432232314}'),
      1_614_265_330_000,
      300,
    );
    expect(verdict).toMatchObject({ isValid: true, problem: null, signedAt: 1_614_265_330_000 });
  });
});

describe.each(signers.map((signer) => [signer.scheme, signer] as const))("a webhook of %s", (_, signer) => {
  test("is valid as it was signed, empty, binary or large", () => {
    for (const sent of [body, Buffer.alloc(0), Buffer.from([0, 255, 10, 13]), Buffer.alloc(1_000_000, "é")]) {
      expect(problemOf(signer, signer.sign(sent, at), { body: sent })).toBeNull();
    }
  });

  test("is refused when one bit of its body is another", () => {
    const headers = signer.sign(body, at);
    fc.assert(
      fc.property(fc.nat(body.length * 8 - 1), (bit) => {
        const altered = Buffer.from(body);
        altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return problemOf(signer, headers, { body: altered }) === "wrong_signature";
      }),
    );
    for (const altered of [body.subarray(1), body.subarray(0, -2), Buffer.concat([body, Buffer.from(" ")])]) {
      expect(problemOf(signer, headers, { body: altered })).toBe("wrong_signature");
    }
  });

  test("is refused when it is older or newer than the tolerance", () => {
    const headers = signer.sign(body, at);
    const seen = [-301, -300, 0, 300, 301].map((late) => problemOf(signer, headers, { now: at + late }));
    expect(seen).toEqual(["future", null, null, null, "stale"]);
  });

  test("is refused with another time than it was signed with", () => {
    const later = signer.sign(body, at + 1);
    const timestamps = Object.entries(later).filter(([name]) => name.endsWith("timestamp"));
    const moved = { ...signer.sign(body, at), ...Object.fromEntries(timestamps) };
    expect(problemOf(signer, moved)).toBe("wrong_signature");
  });

  test("is refused when a header is missing, empty or there twice", () => {
    const headers = signer.sign(body, at);
    for (const name of Object.keys(headers)) {
      const { [name]: value, ...others } = headers;
      expect(problemOf(signer, others)).toBe("missing_header");
      expect(problemOf(signer, { ...headers, [name]: "" })).toBe("missing_header");
      expect(problemOf(signer, { ...headers, [name]: [String(value), String(value)] })).toBe(
        "missing_header",
      );
      // A list of signatures is allowed there.
      if (name === "webhook-signature") continue;
      expect(problemOf(signer, { ...headers, [name]: `${String(value)}, ${String(value)}` })).not.toBeNull();
    }
  });

  test("is refused when its signature is no strict base64, cut, or of another body", () => {
    const headers = signer.sign(body, at);
    const name = Object.keys(headers).find((key) => key.endsWith("signature")) ?? "";
    const prefix = signer.scheme === "standard" ? "v1," : "";
    for (const text of ["!!!", "=", "a", "AAAA\u00e9", "-_-_"]) {
      expect(
        problemOf(
          signer,
          withSignature(headers, () => prefix + text),
        ),
      ).toBe("malformed_signature");
    }
    expect(
      problemOf(
        signer,
        withSignature(headers, () => `${prefix}AAAA`),
      ),
    ).toBe("wrong_signature");
    const padded = withSignature(headers, (text) => `${text.replace(/=+$/, "")}==`);
    if (padded[name] !== headers[name]) expect(problemOf(signer, padded)).toBe("malformed_signature");
    expect(problemOf(signer, signer.sign("another", at))).toBe("wrong_signature");
  });

  test("is refused when its time cannot be read", () => {
    const headers = signer.sign(body, at);
    const name = Object.keys(headers).find((key) => key.endsWith("timestamp")) ?? "";
    for (const text of [
      "now",
      "-1",
      "1e9",
      "0x10",
      "1764000000.5",
      "2026-01-01",
      "2026-13-45T99:99:99Z",
      "9".repeat(40),
    ]) {
      expect(problemOf(signer, { ...headers, [name]: text })).toBe("bad_timestamp");
    }
  });

  test("is valid with any of several keys, while one is replaced", () => {
    const others = {
      sendgrid: sendgridSigner,
      zendesk: () => zendeskSigner("another-secret-of-ours"),
      standard: () => standardSigner("A".repeat(32)),
    };
    const next = others[signer.scheme]();
    const keys = [keyOf(next), keyOf(signer)];
    expect(problemOf(signer, signer.sign(body, at), { keys })).toBeNull();
    expect(problemOf(signer, next.sign(body, at), { keys })).toBeNull();
    expect(problemOf(signer, next.sign(body, at))).toBe("wrong_signature");
    expect(problemOf(signer, signer.sign(body, at), { keys: [] })).toBe("wrong_signature");
  });
});

test("several standard signatures are tried, and those of unknown versions passed over", () => {
  const signer = standardSigner();
  const headers = signer.sign(body, at);
  const wrong = standardSigner("B".repeat(32)).sign(body, at)["webhook-signature"];
  const list = (...entries: unknown[]) => ({ ...headers, "webhook-signature": entries.join(" ") });
  const right = headers["webhook-signature"];
  expect(problemOf(signer, list(wrong, "v1a,AAAA", right))).toBeNull();
  expect(problemOf(signer, list(wrong, wrong))).toBe("wrong_signature");
  expect(problemOf(signer, list(String(right).replace("v1,", "v2,")))).toBe("malformed_signature");
  expect(problemOf(signer, list(String(right).slice(3)))).toBe("malformed_signature");
  expect(problemOf(signer, list(...Array.from({ length: 100 }, () => wrong), right))).toBe("wrong_signature");
});

test("what no vendor would show is no key", () => {
  const { publicKey } = { publicKey: sendgridSigner().key };
  const none: readonly (readonly [Signer["scheme"], string])[] = [
    ["sendgrid", "not base64"],
    ["sendgrid", publicKey.slice(4)],
    ["sendgrid", Buffer.from("no key").toString("base64")],
    ["sendgrid", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"],
    ["zendesk", "short"],
    ["zendesk", "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="],
    ["standard", "whsec_"],
    ["standard", "whsec_c2hvcnQ="],
    ["standard", "whsec_not base64 but a phrase of words"],
  ];
  for (const [scheme, text] of none) expect(schemes[scheme].readKey(text)).toBeUndefined();
});
