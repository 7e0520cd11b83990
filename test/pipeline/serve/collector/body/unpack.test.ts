import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { unpack } from "../../../../../pipeline/serve/collector/body/unpack.ts";
import { Refusal } from "../../../../../pipeline/serve/collector/refusal.ts";

const json = '{"event":"käyttäjä + 1"}';
const bytes = Buffer.from(json);
const base64 = bytes.toString("base64");

const unpacked = async (body: Buffer, encoding = "", limit = 1000): Promise<string> => {
  const found = await unpack(body, encoding, limit);
  return found instanceof Refusal ? found.reason : found.toString("utf8");
};

describe("unpacking a body", () => {
  test.each([
    ["gzip", gzipSync(bytes), "gzip"],
    ["gzip in another case", gzipSync(bytes), " X-GZIP "],
    ["gzip that says nothing", gzipSync(bytes), ""],
    ["gzip that says it is none", gzipSync(bytes), "identity"],
    ["nothing under the name of gzip", bytes, "gzip"],
    ["deflate", deflateSync(bytes), "deflate"],
    ["deflate without its frame", deflateRawSync(bytes), "deflate"],
    ["brotli", brotliCompressSync(bytes), "br"],
    ["a form of base64", Buffer.from(`data=${encodeURIComponent(base64)}`), ""],
    ["a form of base64 without percent signs, and more fields", Buffer.from(`data=${base64}&ip=1`), ""],
    ["a form of JSON", Buffer.from(`data=${encodeURIComponent(json)}`), ""],
    ["a form of gzip", Buffer.from(`data=${encodeURIComponent(gzipSync(bytes).toString("base64"))}`), ""],
    ["a byte order mark", Buffer.from(`\uFEFF${json}`), ""],
  ])("gives the bytes of %s", async (_what, body, encoding) => {
    expect(await unpacked(body, encoding)).toBe(json);
  });

  test.each(["gzip", "deflate", "br"])("refuses %s that would be longer than the limit", async (encoding) => {
    const pack = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[encoding] ?? gzipSync;
    const bomb = pack(Buffer.alloc(2_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    expect(await unpacked(bomb, encoding, 1_000_000)).toBe("too_large");
  });

  test("refuses a bomb within a form", async () => {
    const bomb = gzipSync(Buffer.alloc(2_000_000)).toString("base64");
    expect(await unpacked(Buffer.from(`data=${encodeURIComponent(bomb)}`), "", 1_000_000)).toBe("too_large");
  });

  test("refuses what was cut or is packed in another way", async () => {
    expect(await unpacked(gzipSync(bytes).subarray(0, -9), "gzip")).toBe("damaged_encoding");
    expect(await unpacked(Buffer.from("no brotli at all"), "br")).toBe("damaged_encoding");
    expect(await unpacked(bytes, "zstd")).toBe("unknown_encoding");
    expect(await unpacked(gzipSync(gzipSync(bytes)), "gzip, gzip")).not.toBe(json);
  });
});
