import { describe, expect, test } from "vitest";
import { PolkuError } from "../../../models/errors.ts";
import { explainingStorage, storageError } from "../../../pipeline/workspace/storage-errors.ts";

const places = { workspace: "/nowhere/workspace", temporary: "/nowhere/spill" };

/** An error as Node throws it. */
const systemError = (code: string, path: string): Error =>
  Object.assign(new Error(`${code}: it failed, open '${path}'`), { code, path });

const engineSays = (message: string): Error => new Error(message);

describe("a disk that is full", () => {
  test.each([
    ["Node finds it so", systemError("ENOSPC", "/nowhere/workspace/snapshots/x"), places.workspace],
    ["a quota is used up", systemError("EDQUOT", "/nowhere/workspace/polku.pid"), places.workspace],
    [
      "a commit finds it so",
      engineSays(
        'TransactionContext Error: Failed to commit: Could not write file "/nowhere/workspace/polku.duckdb.wal": No space left on device',
      ),
      places.workspace,
    ],
    [
      "spilling finds it so",
      engineSays(
        'IO Error: Could not write file "/nowhere/spill/duckdb_temp_storage_S32K-0.tmp": No space left on device',
      ),
      places.temporary,
    ],
    [
      "the engine's own bound finds it so",
      engineSays(
        "Out of Memory Error: failed to offload data block of size 256.0 KiB (1.0 MiB/1.0 MiB used).",
      ),
      places.temporary,
    ],
  ])("is named with its folder where %s", async (_what, error, folder) => {
    expect(await storageError(error, places)).toMatchObject({
      code: "disk_full",
      exitCode: 1,
      retriable: true,
      details: { folder },
    });
  });

  test("is told instead of the step that met it", async () => {
    const cause = systemError("ENOSPC", "/nowhere/workspace/snapshots/x");
    const step = new PolkuError("publish_failed", { problem: "it failed" }, { cause });
    await expect(explainingStorage(places, () => Promise.reject(step))).rejects.toMatchObject({
      code: "disk_full",
      message: expect.stringMatching(/^The disk of \/nowhere\/workspace is full: .* free\.\nMake room there/),
    });
  });
});

describe("a folder that must not be written to", () => {
  test.each([
    ["EROFS", "its disk is read-only"],
    ["EACCES", "this user may not write there"],
    ["EPERM", "this user may not write there"],
    ["EISDIR", "a folder stands where a file has to be"],
  ])("makes the workspace unusable: %s", async (code, problem) => {
    const found = await storageError(systemError(code, "/nowhere/workspace/polku.pid"), places);
    expect(found).toMatchObject({
      code: "workspace_unusable",
      details: { problem: `/nowhere/workspace cannot be written to: ${problem}` },
    });
  });

  test("is that for spilled data where the engine says so", async () => {
    const found = await storageError(
      engineSays('IO Error: Failed to create directory "/nowhere/spill": Permission denied'),
      places,
    );
    expect(found?.message).toContain("/nowhere/spill cannot be written to");
    expect(found?.message).toContain("`engine.temp_directory`");
  });
});

test.each([
  ["a file elsewhere", systemError("EACCES", "/elsewhere/data.csv")],
  ["a mistake of a mapping", engineSays("Binder Error: no such column")],
  [
    "a workspace that is held",
    new PolkuError("workspace_in_use", {}, { cause: systemError("EACCES", "/nowhere/workspace") }),
  ],
  ["no error at all", "text"],
])("an error about %s stays as it is", async (_what, error) => {
  expect(await storageError(error, places)).toBeUndefined();
  await expect(explainingStorage(places, () => Promise.reject(error as Error))).rejects.toBe(error);
});
