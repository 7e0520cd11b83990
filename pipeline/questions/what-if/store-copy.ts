// A copy of the store in a folder of its own, for questions that must change nothing: made while nobody writes, a
// clone where the file system can, and removed whatever happens.
import { constants, rmSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, realpath, rmdir, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PolkuError } from "../../../models/errors.ts";
import type { LoadedConfig } from "../../config.ts";
import { holdStore } from "../../warehouse/warehouse.ts";
import { placesOf, storeFile } from "../../workspace.ts";
import { claim, lockError, release } from "../../workspace/lock.ts";

const prefix = "what-if-";

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const abandonedAfterMs = 24 * 3600 * 1000;

/** Removes what a process that was killed left behind. */
const removeAbandoned = async (temporary: string): Promise<void> => {
  for (const entry of await readdir(temporary)) {
    if (!entry.startsWith(prefix)) continue;
    const found = await stat(join(temporary, entry)).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < Date.now() - abandonedAfterMs) {
      await rm(join(temporary, entry), { recursive: true, force: true });
    }
  }
};

const copyHeld = async (from: string, to: string): Promise<void> => {
  // The log first: to close any descriptor of the store's file gives up the lock that keeps others out.
  if (await exists(`${from}.wal`)) await copyFile(`${from}.wal`, `${to}.wal`, constants.COPYFILE_FICLONE);
  await copyFile(from, to, constants.COPYFILE_FICLONE);
};

/** Copies it here in any case: the process that keeps it open would lose its lock if it opened the file once more. */
const copyStore = async (loaded: LoadedConfig, folder: string): Promise<void> => {
  const workspace = await realpath(loaded.workspace);
  try {
    await copyUnused(workspace, folder);
  } catch (error) {
    if (!(error instanceof PolkuError) || error.code !== "workspace_in_use") throw error;
    const { whileHeld } = await import("../../control/send-call.ts");
    const copied = await whileHeld(workspace, resolve(loaded.file), () =>
      copyHeld(storeFile(workspace), storeFile(folder)),
    );
    if (copied === undefined) throw error;
  }
};

const copyUnused = async (workspace: string, folder: string): Promise<void> => {
  claim(workspace);
  try {
    const letGo = await holdStore(storeFile(workspace));
    try {
      await copyHeld(storeFile(workspace), storeFile(folder));
    } finally {
      letGo();
    }
  } catch (error) {
    throw (await lockError(error, workspace)) ?? error;
  } finally {
    release(workspace);
  }
};

/**
 * Runs `work` with a folder that holds a copy of the store and can be opened as a workspace. `leaving` is given what
 * to do where the process ends before. Throws workspace_in_use where another process writes.
 */
export const withStoreCopy = async <Result>(
  loaded: LoadedConfig,
  leaving: (clean: () => void) => void,
  work: (folder: string) => Promise<Result>,
): Promise<Result> => {
  const { temporary } = placesOf(loaded);
  const made = await mkdir(temporary, { recursive: true });
  await removeAbandoned(temporary);
  const folder = await mkdtemp(join(temporary, prefix));
  leaving(() => rmSync(folder, { recursive: true, force: true }));
  try {
    await copyStore(loaded, folder);
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    // The engine may be using it for another question.
    if (made !== undefined) await rmdir(temporary).catch(() => undefined);
  }
};
