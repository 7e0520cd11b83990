// The folder a demo is written to. It removes what an earlier demo made, as that demo left it, and nothing else:
// a file that was changed since is kept under another name, a folder the demo did not make is refused.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PolkuError } from "../../models/errors.ts";

export interface DemoFile {
  /** Relative to the demo's folder, with `/`. */
  readonly path: string;
  readonly content: string | Buffer;
}

interface MadeFile {
  readonly path: string;
  readonly sha256: string;
}

const markerName = ".polku-demo.json";

/** What a run makes in the workspace of the demo. */
const workspaceEntries = ["snapshots", "polku.duckdb", "polku.duckdb.wal", "polku.pid"];

const digestOf = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

const taken = (folder: string): PolkuError =>
  new PolkuError("usage", {
    problem: `${folder} holds files that no demo made. Name an empty folder, or one that does not exist yet.`,
  });

/** The files an earlier demo made here; empty for a new or empty folder. */
const madeBefore = async (folder: string): Promise<readonly MadeFile[]> => {
  if (!existsSync(folder)) return [];
  const marker = join(folder, markerName);
  if (existsSync(marker)) return (JSON.parse(await readFile(marker, "utf8")) as { files: MadeFile[] }).files;
  if ((await readdir(folder)).length > 0) throw taken(folder);
  return [];
};

const freeName = (path: string): string => {
  for (let number = 1; ; number += 1) {
    const name = `${path}.yours${number === 1 ? "" : `-${number}`}`;
    if (!existsSync(name)) return name;
  }
};

/** Removes a file that is as the demo made it. One that was changed stays, under the name that is returned. */
const removeMade = async (folder: string, { path, sha256 }: MadeFile): Promise<string[]> => {
  const file = join(folder, path);
  await rm(`${file}.part`, { force: true });
  if (!existsSync(file)) return [];
  if (digestOf(await readFile(file)) === sha256) {
    await rm(file);
    return [];
  }
  const kept = freeName(file);
  await rename(file, kept);
  return [kept];
};

const removeIfEmpty = async (folder: string): Promise<void> => {
  if (existsSync(folder) && (await readdir(folder)).length === 0) await rmdir(folder);
};

/**
 * Empties the folder of what an earlier demo made there and writes these files. Gives the paths under which
 * files are kept that somebody changed. Throws usage where the folder is not a demo's.
 */
export const writeDemoFolder = async (folder: string, files: readonly DemoFile[]): Promise<string[]> => {
  const kept: string[] = [];
  const before = await madeBefore(folder);
  for (const made of before) kept.push(...(await removeMade(folder, made)));
  for (const entry of workspaceEntries)
    await rm(join(folder, "workspace", entry), { recursive: true, force: true });
  const folders = new Set(before.map(({ path }) => dirname(path)));
  for (const name of [...folders, "workspace", "data", "tmp"]) await removeIfEmpty(join(folder, name));

  await mkdir(folder, { recursive: true });
  const made = files.map(({ path, content }) => ({ path, sha256: digestOf(content) }));
  await writeFile(join(folder, markerName), `${JSON.stringify({ files: made }, null, 1)}\n`);
  for (const { path, content } of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.part`, content);
    await rename(`${file}.part`, file);
  }
  return kept;
};
