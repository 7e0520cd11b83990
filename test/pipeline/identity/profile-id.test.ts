import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isProfileId, keyPads, profileId } from "../../../pipeline/identity/profile-id.ts";

const sha256 = (...parts: Buffer[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();

describe("profileId", () => {
  it("is p_ and 24 hex digits, and another for every part of the anchor", () => {
    const secret = Buffer.from("secret");
    const ids = [
      profileId(secret, "email", "a@example.com"),
      profileId(secret, "email", "b@example.com"),
      profileId(secret, "user_id", "a@example.com"),
      profileId(secret, "email", "a@example.com", 1),
      profileId(Buffer.from("other"), "email", "a@example.com"),
    ];
    expect(ids.every(isProfileId)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("is the same with the same secret, wherever it is computed", () => {
    expect(profileId(Buffer.from("secret"), "email", "a@example.com")).toBe(
      profileId(Buffer.from("secret"), "email", "a@example.com"),
    );
  });
});

describe("keyPads", () => {
  it("give with two plain hashes what HMAC-SHA-256 gives, for secrets of any length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, value) => {
        const secret = Buffer.from(bytes);
        const { inner, outer } = keyPads(secret);
        const message = Buffer.from(["profile", "email", value, "0"].join("\u001f"));
        const digest = sha256(outer, sha256(inner, message)).toString("hex");
        expect(`p_${digest.slice(0, 24)}`).toBe(profileId(secret, "email", value));
      }),
    );
  });
});
