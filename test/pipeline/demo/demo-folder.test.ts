import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeDemoFolder } from "../../../pipeline/demo/demo-folder.ts";

const files = [
  { path: "polku.yaml", content: "workspace: ./workspace\n" },
  { path: "data/web/a.ndjson.gz", content: Buffer.from([31, 139, 8]) },
];

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "polku-demo-"));
  folder = join(parent, "demo");
});

afterEach(() => {
  rmSync(parent, { recursive: true });
});

const textOf = (path: string): string => readFileSync(join(folder, path), "utf8");

describe("the demo's folder", () => {
  it("is made with its files", async () => {
    expect(await writeDemoFolder(folder, files)).toEqual([]);
    expect(textOf("polku.yaml")).toBe("workspace: ./workspace\n");
    expect([...readFileSync(join(folder, "data/web/a.ndjson.gz"))]).toEqual([31, 139, 8]);
  });

  it("may be an empty folder that is there", async () => {
    mkdirSync(folder);
    expect(await writeDemoFolder(folder, files)).toEqual([]);
  });

  it("is refused where it holds something no demo made, and that stays", async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, "thesis.txt"), "five years");
    await expect(writeDemoFolder(folder, files)).rejects.toMatchObject({ code: "usage" });
    expect(textOf("thesis.txt")).toBe("five years");
    expect(existsSync(join(folder, "polku.yaml"))).toBe(false);
  });

  it("starts afresh: earlier files and the workspace go", async () => {
    await writeDemoFolder(folder, files);
    mkdirSync(join(folder, "workspace/snapshots/1"), { recursive: true });
    writeFileSync(join(folder, "workspace/polku.duckdb"), "store");
    await writeDemoFolder(folder, files.slice(0, 1));
    expect(existsSync(join(folder, "workspace"))).toBe(false);
    expect(existsSync(join(folder, "data"))).toBe(false);
    expect(existsSync(join(folder, "polku.yaml"))).toBe(true);
  });

  it("keeps files that somebody changed, under another name", async () => {
    await writeDemoFolder(folder, files);
    writeFileSync(join(folder, "polku.yaml"), "# mine\n");
    const kept = await writeDemoFolder(folder, files);
    expect(kept).toEqual([join(folder, "polku.yaml.yours")]);
    expect(textOf("polku.yaml.yours")).toBe("# mine\n");
    expect(textOf("polku.yaml")).toBe("workspace: ./workspace\n");
  });

  it("keeps files that somebody put there", async () => {
    await writeDemoFolder(folder, files);
    writeFileSync(join(folder, "data/web/mine.ndjson"), "{}\n");
    writeFileSync(join(folder, "workspace-notes.txt"), "notes");
    await writeDemoFolder(folder, files);
    expect(textOf("data/web/mine.ndjson")).toBe("{}\n");
    expect(textOf("workspace-notes.txt")).toBe("notes");
  });

  it("keeps every version of a file that is changed again and again", async () => {
    for (const text of ["first", "second"]) {
      await writeDemoFolder(folder, files);
      writeFileSync(join(folder, "polku.yaml"), text);
    }
    await writeDemoFolder(folder, files);
    expect([textOf("polku.yaml.yours"), textOf("polku.yaml.yours-2")]).toEqual(["first", "second"]);
  });
});
