// Mends a workspace from what is there. What would lose something is only done where it is named: nothing is ever
// removed, what is set aside keeps its bytes beside the new.
import { copyFile, open, rename, rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { PolkuError } from "../../models/errors.ts";
import type { LoadedConfig } from "../config.ts";
import { republish, run } from "../run.ts";
import type { StageReporter } from "../run/run-context.ts";
import { Warehouse } from "../warehouse/warehouse.ts";
import { engineSettings, openExistingWorkspace, placesOf, storeFile } from "../workspace.ts";
import { claim, lockError, release } from "./lock.ts";
import { brokenLogPlace, type Damage, damageOf, explainingStorage } from "./storage-errors.ts";
import { readThrough } from "./doctor/read-store.ts";

export const healedParts = ["snapshots", "log", "store"] as const;
export type HealedPart = (typeof healedParts)[number];

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** A name beside a file that nothing has yet. */
const asideName = async (path: string): Promise<string> => {
  for (let number = 1; ; number += 1) {
    const name = `${path}.damaged-${String(number)}`;
    if (!(await exists(name)) && !(await exists(`${name}.wal`))) return name;
  }
};

const nothingToHeal = (problem: string): PolkuError => new PolkuError("usage", { problem });

/** Opens the store by itself, reads all of it, and gives what is damaged. Throws where another process has it. */
const findDamage = async (loaded: LoadedConfig): Promise<{ damage: Damage; error: unknown } | undefined> => {
  let warehouse: Warehouse | undefined;
  try {
    warehouse = await Warehouse.open(storeFile(loaded.workspace), engineSettings(loaded));
    await readThrough(warehouse.writer);
    return undefined;
  } catch (error) {
    const damage = damageOf(error);
    if (damage !== undefined) return { damage, error };
    throw (await lockError(error, loaded.workspace)) ?? error;
  } finally {
    warehouse?.close();
  }
};

/** Cuts the log before the entry that is broken; where it cannot be opened even then, takes it away. */
const cutLog = async (loaded: LoadedConfig, error: unknown): Promise<string[]> => {
  const log = `${storeFile(loaded.workspace)}.wal`;
  const aside = await asideName(log);
  await copyFile(log, aside);
  const place = brokenLogPlace(error) ?? 0;
  const handle = await open(log, "r+");
  await handle.truncate(place);
  await handle.close();
  if ((await findDamage(loaded))?.damage === "log") await rm(log);
  return [`polku.duckdb.wal was cut at byte ${String(place)}; a copy of it is ${basename(aside)}.`];
};

const setStoreAside = async (loaded: LoadedConfig): Promise<string[]> => {
  const store = storeFile(loaded.workspace);
  const aside = await asideName(store);
  // First the log: alone, it would be taken for that of the next store.
  if (await exists(`${store}.wal`)) await rename(`${store}.wal`, `${aside}.wal`);
  await rename(store, aside);
  return [`polku.duckdb was set aside as ${basename(aside)}.`];
};

/** Mends the log or the store, so that it can be opened. Throws usage where that part is not damaged. */
const mend = async (loaded: LoadedConfig, part: Damage): Promise<string[]> => {
  if (!(await exists(storeFile(loaded.workspace)))) throw nothingToHeal("There is no store to heal.");
  claim(loaded.workspace);
  try {
    const found = await findDamage(loaded);
    if (found === undefined) throw nothingToHeal("The store can be read whole: there is nothing to give up.");
    if (found.damage !== part) {
      throw nothingToHeal(`It is the ${found.damage} that is damaged: polku doctor --heal ${found.damage}`);
    }
    return part === "log" ? await cutLog(loaded, found.error) : await setStoreAside(loaded);
  } finally {
    release(loaded.workspace);
  }
};

/**
 * `snapshots`: publishes the tables of the store where the current snapshot is not whole. `log`: cuts the store's log
 * where it is broken, then runs. `store`: sets the store aside, then runs. Gives what was done, a sentence each.
 * Throws usage where there is nothing to heal.
 */
export const heal = (loaded: LoadedConfig, part: HealedPart, reporter?: StageReporter): Promise<string[]> =>
  explainingStorage(placesOf(loaded), () => healPart(loaded, part, reporter));

const healPart = async (
  loaded: LoadedConfig,
  part: HealedPart,
  reporter: StageReporter | undefined,
): Promise<string[]> => {
  const options = { config: loaded.file, ...(reporter === undefined ? {} : { reporter }) };
  if (part === "snapshots") {
    // Not made where there is none: an empty store would publish empty tables.
    await (await openExistingWorkspace(loaded)).close();
    const { snapshot_id, stages } = await republish(options);
    if (stages.length === 0)
      throw nothingToHeal(`${snapshot_id} is current and whole: there is nothing to heal.`);
    return [`The tables of the store were published as ${snapshot_id}, which is current.`];
  }
  const steps = await mend(loaded, part);
  const { snapshot_id } = await run(options);
  return [...steps, `The sources were read again where they had to be; ${snapshot_id} is current.`];
};
