// Moves `current` to a new snapshot, and removes those that are no longer kept.
import { randomBytes } from "node:crypto";
import { readdir, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { faultPoint } from "../fault-point.ts";
import { currentSnapshotId, snapshotIds, snapshotsFolder } from "./locate.ts";
import { syncToDisk } from "./write-table.ts";

const unfinished = /\.tmp$|^current\.[0-9a-f]+$/;

/** A new id that sorts after every other, even where the clock went back. `now`: milliseconds since 1970. */
export const newSnapshotId = async (workspace: string, now: number): Promise<string> => {
  const last = (await snapshotIds(workspace)).at(-1);
  const after = last === undefined ? 0 : stampTime(last) + 1000;
  const stamp = new Date(Math.max(now, after)).toISOString().replace(/[-:]|\.\d+/g, "");
  return `${stamp}-${randomBytes(3).toString("hex")}`;
};

const stampTime = (id: string): number =>
  Date.parse(id.slice(0, 16).replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, "$1-$2-$3T$4:$5:$6Z"));

/** Points `current` at a snapshot by one rename: a reader sees the one before or this one. */
export const moveCurrent = async (workspace: string, id: string): Promise<void> => {
  const folder = snapshotsFolder(workspace);
  const next = join(folder, `current.${randomBytes(4).toString("hex")}`);
  await symlink(id, next);
  faultPoint("publish-pointer");
  await rename(next, join(folder, "current"));
  await syncToDisk(folder);
};

/** Removes what publications that broke off left behind. */
export const removeUnfinished = async (workspace: string): Promise<void> => {
  const folder = snapshotsFolder(workspace);
  for (const entry of await readdir(folder)) {
    if (unfinished.test(entry)) await rm(join(folder, entry), { recursive: true, force: true });
  }
};

/** Removes all but the newest `keep` snapshots; never the current one. */
export const pruneSnapshots = async (workspace: string, keep: number): Promise<void> => {
  const current = await currentSnapshotId(workspace);
  const old = (await snapshotIds(workspace)).slice(0, -keep).filter((id) => id !== current);
  for (const id of old) {
    const folder = join(snapshotsFolder(workspace), id);
    // First no snapshot any more, then gone: half a snapshot never looks like a whole one.
    await rename(folder, `${folder}.tmp`);
    faultPoint("publish-pruned");
    await rm(`${folder}.tmp`, { recursive: true, force: true });
  }
};
