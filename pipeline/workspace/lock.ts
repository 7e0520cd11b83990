// One process writes to a workspace at a time. DuckDB's lock on the store is the fence between processes; here
// is the fence inside one process, where that lock does not hold, and the holder's name for a message.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PolkuError } from "../../models/errors.ts";

const held = new Set<string>();

const pidFile = (workspace: string): string => join(workspace, "polku.pid");

const inUse = (workspace: string, pid: string, cause?: unknown): PolkuError =>
  new PolkuError("workspace_in_use", { workspace, pid }, { cause });

/** Claims a workspace for this process. Throws workspace_in_use where this process holds it already. */
export const claim = (workspace: string): void => {
  if (held.has(workspace)) throw inUse(workspace, String(process.pid));
  held.add(workspace);
};

/** Gives a claim back. */
export const release = (workspace: string): void => {
  held.delete(workspace);
};

export const writePid = (workspace: string): Promise<void> =>
  writeFile(pidFile(workspace), `${String(process.pid)}\n`);

export const removePid = (workspace: string): Promise<void> => rm(pidFile(workspace), { force: true });

/** The error for a store that another process holds; undefined where opening failed for another reason. */
export const lockError = async (error: unknown, workspace: string): Promise<PolkuError | undefined> => {
  const message = error instanceof Error ? error.message : "";
  if (!message.includes("Could not set lock")) return undefined;
  const named = /PID (\d+)/.exec(message)?.[1];
  const written = await readFile(pidFile(workspace), "utf8").catch(() => "");
  return inUse(workspace, named ?? (written.trim() || "unknown"), error);
};
