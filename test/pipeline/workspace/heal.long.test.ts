import { readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../../pipeline/run.ts";
import { heal } from "../../../pipeline/workspace/heal.ts";
import { log, type Patient, store, Ward } from "./damaged-workspace.ts";

let ward: Ward;
beforeAll(async () => {
  ward = await Ward.open();
});
afterAll(() => ward.close());

const dangle = (patient: Patient): void => {
  rmSync(patient.path("snapshots/current"));
  symlinkSync("20200101T000000Z-abcdef", patient.path("snapshots/current"));
};

describe("snapshots", () => {
  test.each<[string, (patient: Patient) => void, RegExp]>([
    ["nothing is current", (patient) => rmSync(patient.path("snapshots/current")), /current is missing/],
    ["what is current does not exist", dangle, /20200101T000000Z-abcdef is not whole: its folder is missing/],
    [
      "all are gone",
      (patient) => rmSync(patient.path("snapshots"), { recursive: true }),
      /current is missing/,
    ],
  ])("are published again where %s", async (_what, damage, told) => {
    const patient = await ward.take("workspace");
    damage(patient);
    expect(await patient.check("snapshots")).toMatchObject({
      status: "warning",
      detail: expect.stringMatching(told),
    });
    expect(await heal(patient.loaded, "snapshots")).toHaveLength(1);
    await patient.expectWhole();
  });

  test("with other bytes than were written are found by a thorough look", async () => {
    const patient = await ward.take("workspace");
    const file = `snapshots/${await patient.current()}/dim_profiles.parquet`;
    patient.flip(file, patient.size(file) >> 1);
    expect(await patient.check("snapshots")).toMatchObject({ status: "ok" });
    expect((await patient.check("snapshots", true)).detail).toContain("holds other bytes than were written");
  });
});

describe("the log of a power cut", () => {
  test.each<[string, (patient: Patient) => void]>([
    ["as it is", () => undefined],
    ["cut short", (patient) => truncateSync(patient.path(log), patient.size(log) >> 1)],
    ["with noise behind it", (patient) => patient.append(log, Buffer.from("no entry of a log ".repeat(300)))],
    ["gone", (patient) => rmSync(patient.path(log))],
  ])("needs no healing %s: the next run reads what it lacks", async (_what, damage) => {
    const patient = await ward.take("broken-off");
    damage(patient);
    expect(await patient.check("store", true)).toMatchObject({ status: "ok" });
    await run({ config: patient.loaded.file });
    await patient.expectWhole();
  });

  test.each(["another store", "another moment of this store"])(
    "that belongs to %s is given up, and the sources give the rest",
    async (whose) => {
      const patient = await ward.take("broken-off");
      const foreign = readFileSync(patient.path(log));
      if (whose === "another store") {
        rmSync(patient.path(store));
        rmSync(patient.path(log));
      }
      await run({ config: patient.loaded.file });
      writeFileSync(patient.path(log), foreign);
      expect(await patient.check("store")).toMatchObject({
        status: "failed",
        detail: expect.stringContaining("--heal log"),
      });
      expect((await heal(patient.loaded, "log"))[0]).toContain("was cut at byte 0;");
      await patient.expectWhole();
    },
  );

  test("with zeros behind it is cut, and loses nothing", async () => {
    const patient = await ward.take("broken-off");
    const before = patient.size(log);
    patient.append(log, Buffer.alloc(5000));
    await expect(run({ config: patient.loaded.file })).rejects.toThrow(/polku.duckdb.wal is damaged/);
    const [cut] = await heal(patient.loaded, "log");
    expect(cut).toContain(`was cut at byte ${String(before)};`);
    await patient.expectWhole();
  });
});

describe("a store", () => {
  test("that is broken is set aside, and the sources give the same tables and ids", async () => {
    const patient = await ward.take("workspace");
    patient.flip(store, 12_288 + 100);
    expect(await patient.check("store")).toMatchObject({
      status: "failed",
      detail: expect.stringContaining("--heal store"),
    });
    await expect(heal(patient.loaded, "snapshots")).rejects.toMatchObject({ code: "workspace_unusable" });
    await expect(heal(patient.loaded, "log")).rejects.toThrow(/It is the store that is damaged/);
    expect(await heal(patient.loaded, "store")).toEqual([
      "polku.duckdb was set aside as polku.duckdb.damaged-1.",
      expect.stringContaining("is current"),
    ]);
    expect(readdirSync(patient.loaded.workspace)).toContain("polku.duckdb.damaged-1");
    expect((await patient.all("set aside"))[0]?.detail).toMatch(
      /^polku.duckdb.damaged-1, .*: remove it when/,
    );
    await patient.expectWhole();
  });

  test.each<[string, (patient: Patient) => void]>([
    ["another beginning", (patient) => patient.flip(store, 9)],
    [
      "flipped bits in both of its headers",
      (patient) => [4116, 8212].forEach((at) => patient.flip(store, at)),
    ],
    ["nothing in it", (patient) => truncateSync(patient.path(store), 0)],
    ["half of it", (patient) => truncateSync(patient.path(store), patient.size(store) >> 1)],
  ])("with %s is set aside, and the sources give the same", async (_what, damage) => {
    const patient = await ward.take("workspace");
    damage(patient);
    expect(await patient.check("store", true)).toMatchObject({
      status: "failed",
      detail: expect.stringContaining("--heal store"),
    });
    await heal(patient.loaded, "store");
    await patient.expectWhole();
  });

  test("that is missing is told from one that was never made", async () => {
    const patient = await ward.take("workspace");
    rmSync(patient.path(store));
    expect((await patient.check("store")).detail).toContain("reads all the sources again");
    await expect(heal(patient.loaded, "store")).rejects.toThrow("There is no store to heal.");
    await run({ config: patient.loaded.file });
    await patient.expectWhole();
  });
});
