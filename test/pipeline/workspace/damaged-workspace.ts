// Workspaces with something broken in them, and what a whole one is.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { compareSnapshots } from "../../../bench/compare-snapshots.ts";
import { loadConfig, type LoadedConfig } from "../../../pipeline/config.ts";
import { run } from "../../../pipeline/run.ts";
import { currentSnapshotId, snapshotsFolder } from "../../../pipeline/snapshots/locate.ts";
import { examine } from "../../../pipeline/workspace/doctor.ts";
import { newProject } from "../snapshots/project-fixture.ts";

export const store = "polku.duckdb";
export const log = "polku.duckdb.wal";

const yaml = "journeys: [{ name: purchase, goal: { event_type: order_completed } }]\n";
const verbatim = { recursive: true, verbatimSymlinks: true };
const quiet = () => undefined;

const writeEvents = (folder: string, file: string, from: number, to: number): void => {
  const lines = Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    return `${JSON.stringify({
      event_id: `e${String(number)}`,
      channel: "web",
      event_type: number % 5 === 0 ? "order_completed" : "page_viewed",
      occurred_at: `2026-01-${String(1 + (number % 28)).padStart(2, "0")}T10:00:00Z`,
      identifiers: { anonymous_id: `a${String(number % 97)}`, email: `p${String(number % 41)}@example.com` },
    })}\n`;
  });
  writeFileSync(join(folder, "data", file), lines.join(""));
};

/** A project of its own, with a workspace to be broken. */
export class Patient {
  readonly loaded: LoadedConfig;
  readonly #whole: LoadedConfig;

  constructor(loaded: LoadedConfig, whole: LoadedConfig) {
    this.loaded = loaded;
    this.#whole = whole;
  }

  path(name: string): string {
    return join(this.loaded.workspace, name);
  }

  size(name: string): number {
    return readFileSync(this.path(name)).length;
  }

  flip(name: string, place: number): void {
    const bytes = readFileSync(this.path(name));
    bytes[place] = (bytes[place] ?? 0) ^ 0x10;
    writeFileSync(this.path(name), bytes);
  }

  append(name: string, bytes: Buffer): void {
    writeFileSync(this.path(name), Buffer.concat([readFileSync(this.path(name)), bytes]));
  }

  async current(): Promise<string> {
    return (await currentSnapshotId(this.loaded.workspace)) ?? "";
  }

  /** The first thing that the doctor has to say of a part; `ok` where it is content. */
  async check(name: string, isThorough = false): Promise<{ status: string; detail: string }> {
    const { checks } = await examine(this.loaded, { isThorough });
    const found = checks.find((check) => check.name === name && check.status !== "ok");
    return { status: found?.status ?? "ok", detail: found?.detail ?? "" };
  }

  /** All that the doctor says of a part. */
  async all(name: string): Promise<readonly { readonly detail: string }[]> {
    return (await examine(this.loaded)).checks.filter((check) => check.name === name);
  }

  /** Holds that the doctor is content with all of it, and that its tables are those of the unbroken workspace. */
  async expectWhole(): Promise<void> {
    const { checks } = await examine(this.loaded, { isThorough: true });
    expect(checks.filter(({ name, status }) => status !== "ok" && /store|snapshots/.test(name))).toEqual([]);
    const [mine = "", whole = ""] = [this.loaded, this.#whole].map(({ workspace }) =>
      join(snapshotsFolder(workspace), "current"),
    );
    const differences = Object.entries(await compareSnapshots(mine, whole));
    expect(differences.length).toBeGreaterThan(10);
    expect(differences.filter(([, rows]) => rows > 0)).toEqual([]);
  }
}

/** Gives patients: `workspace` is whole, `broken-off` as a power cut leaves it, its log full of the second file. */
export class Ward {
  readonly #base: LoadedConfig;
  readonly #made: string[];

  private constructor(base: LoadedConfig) {
    this.#base = base;
    this.#made = [base.folder];
  }

  static async open(): Promise<Ward> {
    const base = await newProject(yaml);
    mkdirSync(join(base.folder, "data"));
    writeEvents(base.folder, "a.ndjson", 0, 500);
    await run({ config: base.file });
    writeEvents(base.folder, "b.ndjson", 500, 900);
    const copyAtBuild = (stage: string): void => {
      if (stage === "build") cpSync(base.workspace, join(base.folder, "broken-off"), verbatim);
    };
    await run({ config: base.file, reporter: { begin: copyAtBuild, advance: quiet, end: quiet } });
    return new Ward(base);
  }

  async take(from: "workspace" | "broken-off"): Promise<Patient> {
    const { folder } = await newProject(yaml);
    this.#made.push(folder);
    cpSync(join(this.#base.folder, "data"), join(folder, "data"), {
      recursive: true,
      preserveTimestamps: true,
    });
    cpSync(join(this.#base.folder, "polku.secret"), join(folder, "polku.secret"));
    cpSync(join(this.#base.folder, from), join(folder, "workspace"), verbatim);
    return new Patient(await loadConfig(join(folder, "polku.yaml")), this.#base);
  }

  close(): void {
    for (const folder of this.#made) rmSync(folder, { recursive: true });
  }
}
