import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MacroBench } from "./macro-bench.ts";

const bench = new MacroBench();

describe("parts_digest", () => {
  it("is the first 32 hex digits of the SHA-256 of the parts as a JSON list", async () => {
    const parts = ["x@example.com", "ä", null, ""];
    const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
    expect(await bench.value("parts_digest(['x@example.com', 'ä', null, ''])")).toBe(digest);
  });

  it("tells apart parts that read the same when run together", async () => {
    const digests = await Promise.all(
      ["['ab', 'c']", "['a', 'bc']", "['abc', '']", "['abc', null]", "['abc']"].map((parts) =>
        bench.value(`parts_digest(${parts})`),
      ),
    );
    expect(new Set(digests).size).toBe(5);
  });
});
