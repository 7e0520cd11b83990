// Opens the store of a workspace, or makes it: one process at a time, with its own schema and its own secret.
import { existsSync } from "node:fs";
import { mkdir, realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PolkuError } from "../models/errors.ts";
import type { LoadedConfig } from "./config.ts";
import { fitThreads } from "./ingest/fit-threads.ts";
import { type EngineSettings, Warehouse } from "./warehouse/warehouse.ts";
import { borrow, type Borrowing, type LentWarehouse } from "./workspace/kept-workspace/lending.ts";
import { claim, lockError, release, removePid, writePid } from "./workspace/lock.ts";
import { type Places, storageError } from "./workspace/storage-errors.ts";
import { createSecret, readSecret, secretFingerprint } from "./workspace/secret.ts";
import { prepareStore, readMeta, writeMeta } from "./workspace/store-schema.ts";

export interface Workspace {
  /** Absolute path. */
  readonly path: string;
  readonly warehouse: Warehouse;
  readonly secret: Buffer;
  close(): Promise<void>;
}

/** The file of the store inside a workspace. */
export const storeFile = (workspace: string): string => join(workspace, "polku.duckdb");

/** The absolute path of the secret. */
export const secretFile = ({ config, folder }: LoadedConfig): string =>
  resolve(folder, config.identity.secret_file);

/** How the engine of a configuration runs, with its folder for spilled data made absolute. */
export const engineSettings = ({ config, folder }: LoadedConfig): EngineSettings => ({
  memory_limit: config.engine.memory_limit,
  threads: config.engine.threads,
  temp_directory: resolve(folder, config.engine.temp_directory),
});

/** The folders that a configuration makes polku write to. */
export const placesOf = (loaded: LoadedConfig): Places => ({
  workspace: loaded.workspace,
  temporary: resolve(loaded.folder, loaded.config.engine.temp_directory),
});

const unusable = (workspace: string, cause: unknown): PolkuError =>
  new PolkuError(
    "workspace_unusable",
    {
      workspace,
      problem: "polku.duckdb cannot be opened",
      remedy: "See that the folder exists, can be written to, and that the disk has space.",
    },
    { cause },
  );

const openStore = async (path: string, loaded: LoadedConfig): Promise<Warehouse> => {
  try {
    return await Warehouse.open(storeFile(path), engineSettings(loaded));
  } catch (error) {
    throw (
      (await lockError(error, path)) ?? (await storageError(error, placesOf(loaded))) ?? unusable(path, error)
    );
  }
};

/** The secret of this store. A store that never had one takes what the file holds, or a new one. */
const claimSecret = async ({ writer }: Warehouse, file: string): Promise<Buffer> => {
  const fingerprint = await readMeta(writer, "secret_fingerprint");
  if (fingerprint === undefined) await createSecret(file);
  const secret = await readSecret(file);
  if (secret === undefined) throw new PolkuError("secret_unreadable", { file, problem: "it is missing" });
  const found = secretFingerprint(secret);
  if (fingerprint === undefined) {
    await writer.transaction(() => writeMeta(writer, "secret_fingerprint", found));
  } else if (fingerprint !== found) {
    throw new PolkuError("secret_changed", { file });
  }
  return secret;
};

const makeFolder = async (loaded: LoadedConfig): Promise<string> => {
  try {
    await mkdir(loaded.workspace, { recursive: true });
    return await realpath(loaded.workspace);
  } catch (error) {
    throw (await storageError(error, placesOf(loaded))) ?? unusable(loaded.workspace, error);
  }
};

/** As openWorkspace, for this process alone: refused also where the process has it open already. */
export const openUnshared = async (loaded: LoadedConfig): Promise<Workspace> => {
  const path = await makeFolder(loaded);
  claim(path);
  let warehouse: Warehouse | undefined;
  const close = async (): Promise<void> => {
    try {
      await warehouse?.end();
    } finally {
      // It only names the holder in a message: where it cannot be removed, that is no reason to keep the claim.
      if (warehouse !== undefined) await removePid(path).catch(() => undefined);
      release(path);
    }
  };
  try {
    warehouse = await openStore(path, loaded);
    await writePid(path);
    await prepareStore(warehouse, path);
    await fitThreads({ warehouse, config: loaded.config });
    const secret = await claimSecret(warehouse, secretFile(loaded));
    return { path, warehouse, secret, close };
  } catch (error) {
    await close();
    throw (await storageError(error, placesOf(loaded))) ?? error;
  }
};

const openLent = async (
  path: string,
  { warehouse, giveBack }: LentWarehouse,
  loaded: LoadedConfig,
): Promise<Workspace> => {
  try {
    const secret = await claimSecret(warehouse, secretFile(loaded));
    return { path, warehouse, secret, close: async () => giveBack() };
  } catch (error) {
    giveBack();
    throw (await storageError(error, placesOf(loaded))) ?? error;
  }
};

/**
 * Opens a workspace, and makes what is missing: folder, store, secret. Close it after use. No other process has it
 * meanwhile; where this process keeps it open (kept-workspace.ts) it is lent when the turn comes. Throws
 * workspace_in_use, workspace_unusable, disk_full, secret_unreadable, secret_changed or config_outdated.
 */
export const openWorkspace = async (
  loaded: LoadedConfig,
  borrowing: Borrowing = "alone",
): Promise<Workspace> => {
  const path = await makeFolder(loaded);
  const lent = await borrow(path, loaded, borrowing);
  return lent === undefined ? openUnshared(loaded) : openLent(path, lent, loaded);
};

/**
 * As openWorkspace, for commands that look, or write no more than a batch does: refuses a workspace in which nothing was
 * run, and does not wait for a snapshot that is in the making.
 */
export const openExistingWorkspace = async (loaded: LoadedConfig): Promise<Workspace> => {
  if (existsSync(storeFile(loaded.workspace))) return openWorkspace(loaded, "between_batches");
  throw new PolkuError("workspace_unusable", {
    workspace: loaded.workspace,
    problem: "nothing was run in it yet",
    remedy: "`polku run` reads the sources and fills it.",
  });
};
