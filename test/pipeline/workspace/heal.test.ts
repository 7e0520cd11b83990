import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { snapshotFault } from "../../../pipeline/snapshots/wholeness.ts";
import { openWorkspace } from "../../../pipeline/workspace.ts";
import { heal } from "../../../pipeline/workspace/heal.ts";
import { log, Ward } from "./damaged-workspace.ts";

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
});
afterAll(() => ward.close());

const containing = (text: string): unknown => expect.stringContaining(text);

test("a snapshot that is not whole is found and published again", async () => {
  const patient = await ward.take("workspace");
  const { workspace } = patient.loaded;
  rmSync(patient.path(`snapshots/${await patient.current()}/fct_paths.parquet`));
  expect(await patient.check("snapshots")).toMatchObject({
    status: "warning",
    detail: expect.stringMatching(/is not whole: fct_paths.parquet is missing; .* --heal/),
  });
  expect(await heal(patient.loaded, "snapshots")).toEqual([containing("were published as")]);
  expect(await snapshotFault(workspace, await patient.current(), "contents")).toBeUndefined();
  await expect(heal(patient.loaded, "snapshots")).rejects.toMatchObject({ code: "usage", exitCode: 2 });
});

test("a log that is broken is cut where it breaks, keeps a copy, and the sources give the rest", async () => {
  const patient = await ward.take("broken-off");
  patient.flip(log, patient.size(log) >> 1);
  const broken = readFileSync(patient.path(log));
  expect(await patient.check("store")).toMatchObject({ status: "failed", detail: containing("--heal log") });
  await expect(heal(patient.loaded, "store")).rejects.toThrow(/It is the log that is damaged/);
  expect(await heal(patient.loaded, "log")).toEqual([
    expect.stringMatching(
      /^polku.duckdb.wal was cut at byte \d+; a copy of it is polku.duckdb.wal.damaged-1\.$/,
    ),
    containing("is current"),
  ]);
  expect(readFileSync(patient.path(`${log}.damaged-1`)).equals(broken)).toBe(true);
  await patient.expectWhole();
});

describe("healing", () => {
  test("gives up nothing where the store can be read", async () => {
    const patient = await ward.take("workspace");
    for (const part of ["log", "store"] as const) {
      await expect(heal(patient.loaded, part)).rejects.toThrow(/there is nothing to give up/);
    }
    expect(readdirSync(patient.loaded.workspace).toSorted()).toEqual(["polku.duckdb", "snapshots"]);
  });

  test("touches no store that is in use", async () => {
    const patient = await ward.take("workspace");
    const workspace = await openWorkspace(patient.loaded);
    await expect(heal(patient.loaded, "store")).rejects.toMatchObject({ code: "workspace_in_use" });
    await workspace.close();
  });

  test("makes no secret again", async () => {
    const patient = await ward.take("workspace");
    rmSync(join(patient.loaded.folder, "polku.secret"));
    expect(await patient.check("secret")).toMatchObject({
      status: "failed",
      detail: containing("Restore it"),
    });
    await expect(heal(patient.loaded, "snapshots")).rejects.toMatchObject({ code: "secret_unreadable" });
    expect(readdirSync(patient.loaded.folder)).not.toContain("polku.secret");
  });
});
