import { unlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { PolkuError } from "../../../../models/errors.ts";
import { ReadKeys } from "../../../../pipeline/serve/access/read-keys.ts";
import { WriteKeys } from "../../../../pipeline/serve/access/write-keys.ts";
import { digestLine, loadedWith, removeFolders } from "./keys-fixture.ts";

afterAll(removeFolders);

const files = {
  "shop.keys": `# rotated in March\n${digestLine("pk_old", "2026-01-01 site")}${digestLine("pk_new")}\n`,
  "app.keys": digestLine("pk_app").trim(),
  "read.keys": `\uFEFF${digestLine("rk_one").toUpperCase().replace("SHA256", "sha256").replace("\n", "\r\n")}`,
};

const failure = async (given: Readonly<Record<string, string>>): Promise<PolkuError> => {
  const loaded = await loadedWith(given);
  const error: unknown = await WriteKeys.load(loaded).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof PolkuError)) throw new Error("nothing was refused");
  return error;
};

describe("write keys", () => {
  test("belong to one source each, several to a source", async () => {
    const keys = await WriteKeys.load(await loadedWith(files));
    expect(["pk_old", "pk_new", "pk_app", "rk_one"].map((key) => keys.sourceOf(key))).toEqual([
      "shop",
      "shop",
      "app",
      undefined,
    ]);
  });

  test("are not met by their digests, their neighbours, or nothing", async () => {
    const keys = await WriteKeys.load(await loadedWith(files));
    const digest = digestLine("pk_app").slice(7, 71);
    for (const wrong of [
      "",
      " pk_app",
      "pk_app ",
      "PK_APP",
      "pk_ap",
      digest,
      `sha256:${digest}`,
      "p".repeat(10_000_000),
    ]) {
      expect(keys.sourceOf(wrong)).toBeUndefined();
    }
    fc.assert(fc.property(fc.string(), (text) => keys.sourceOf(text) === undefined));
  });

  test("in clear text are refused and not repeated", async () => {
    const error = await failure({ ...files, "app.keys": `${digestLine("pk_app")}pk_5ecret\n` });
    expect(error.code).toBe("keys_unusable");
    expect(error.message).toContain(
      "app.keys cannot be used: line 2 is no digest; a key in clear text must not be kept",
    );
    expect(error.message).toMatch(/`polku keys add app --config .*polku.yaml` makes a key/);
    expect(error.message).not.toContain("5ecret");
  });

  test("with half a digest are refused", async () => {
    const error = await failure({ ...files, "app.keys": "sha256:abc123\n" });
    expect(error.message).toContain("line 1 is no whole digest of 64 hex digits");
  });

  test("without a file are refused with the command that makes one", async () => {
    const { "app.keys": left, ...others } = files;
    expect(left).not.toBe("");
    const error = await failure(others);
    expect(error.code).toBe("keys_unusable");
    expect(error.message).toContain("The key file app.keys cannot be used: it is missing.");
    expect(error.message).toContain("polku keys add app");
  });

  test("of two sources are refused, naming both places", async () => {
    const error = await failure({ ...files, "app.keys": `\n${digestLine("pk_old")}` });
    expect(error.code).toBe("config_invalid");
    expect(error.message).toMatch(
      /app\.keys:2: the key [0-9a-f]{12} of app is also a key of shop \(shop\.keys:2\)/,
    );
  });

  test("are read again where their file changed, and stay where it became unusable", async () => {
    const loaded = await loadedWith(files);
    const keys = await WriteKeys.load(loaded);
    const file = join(loaded.folder, "app.keys");
    expect(await keys.reload()).toBe(false);
    await writeFile(file, digestLine("pk_next"));
    expect(await keys.reload()).toBe(true);
    expect(["pk_app", "pk_next"].map((key) => keys.sourceOf(key))).toEqual([undefined, "app"]);
    await writeFile(file, "pk_clear\n");
    await expect(keys.reload()).rejects.toThrow("line 1 is no digest");
    await unlink(file);
    await expect(keys.reload()).rejects.toThrow("it is missing");
    expect(keys.sourceOf("pk_next")).toBe("app");
    await writeFile(file, "# nobody any more\n");
    await utimes(file, 1, 1);
    expect(await keys.reload()).toBe(true);
    expect(keys.sourceOf("pk_next")).toBeUndefined();
  });
});

describe("read keys", () => {
  test("read, and write keys do not", async () => {
    const keys = await ReadKeys.load(await loadedWith(files));
    expect(["rk_one", "pk_old", "pk_app", "", "(read)"].map((key) => keys.mayRead(key))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test("are refused where they also write", async () => {
    const loaded = await loadedWith({ ...files, "read.keys": digestLine("pk_app") });
    await expect(ReadKeys.load(loaded)).rejects.toThrow(/of app is also a key of \(read\)/);
  });

  test("do not exist without a file: nobody reads", async () => {
    const yaml = "sources: [ { name: app, connector: polku/events, files: x } ]\n";
    const keys = await ReadKeys.load(await loadedWith({}, yaml));
    expect(keys.mayRead("rk_one")).toBe(false);
  });
});
