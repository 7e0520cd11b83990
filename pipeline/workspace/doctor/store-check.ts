// Opens the store and reads what it says of itself; where it is damaged, says what can be healed and what is lost.
import { stat } from "node:fs/promises";
import { PolkuError } from "../../../models/errors.ts";
import type { LoadedConfig } from "../../config.ts";
import { byteText, plural } from "../../commands/terminal/figures.ts";
import { snapshotIds } from "../../snapshots/locate.ts";
import { storeFile } from "../../workspace.ts";
import { damageOf } from "../storage-errors.ts";
import { type Check, failed, firstLine, ok, warning } from "./check.ts";
import { readStore, type StoreFigures } from "./read-store.ts";

export interface StoreFindings extends Omit<StoreFigures, "events" | "gaps"> {
  readonly check: Check;
}

/** What can be done about a damaged part, and what it costs. */
const ways = {
  log:
    "polku.duckdb.wal, the log of its last steps, is damaged or of another moment of the store. `polku doctor --heal log` cuts it where it breaks, keeps a " +
    "copy, and runs: what was stored after that place is read again from the sources",
  store:
    "polku.duckdb is damaged. `polku doctor --heal store` sets it aside and reads the sources again; lost is what " +
    "stands in no file any more: events of files that are gone, the histories of ids and runs, quarantined records",
} as const;

const missing = async ({ workspace }: LoadedConfig, file: string): Promise<Check> =>
  (await snapshotIds(workspace)).length === 0
    ? ok("store", `${file} will be made by the first run`)
    : warning(
        "store",
        `${file} is missing, though there are snapshots: the next run reads all the sources again`,
      );

const problemOf = (error: unknown): Check => {
  const damage = damageOf(error);
  if (damage !== undefined) return failed("store", ways[damage]);
  if (!(error instanceof PolkuError)) return failed("store", "cannot be read");
  return error.code === "workspace_in_use"
    ? warning("store", firstLine(error))
    : failed("store", firstLine(error));
};

const shownGaps = 3;

/** Records that a stream lost are no damage of the store, and stay gone: they are told for good. */
const gapped = (text: string, gaps: readonly string[]): Check => {
  const more = gaps.length > shownGaps ? `, and ${gaps.length - shownGaps} more` : "";
  const shown = gaps.slice(0, shownGaps).join(", ");
  return warning("store", `${text}; streams forgot records before they were read: ${shown}${more}`);
};

/** `isThorough`: also reads all of it, which shows damage that opening does not meet. */
export const examineStore = async (loaded: LoadedConfig, isThorough: boolean): Promise<StoreFindings> => {
  const none = { runs: [], slowest: [] };
  const file = storeFile(loaded.workspace);
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return { check: await missing(loaded, file), ...none };
  try {
    const { events, gaps, ...figures } = await readStore(loaded, isThorough);
    const text = `${file}: ${plural(events, "event")}, ${byteText(found.size)}${isThorough ? ", read through" : ""}`;
    return { check: gaps.length === 0 ? ok("store", text) : gapped(text, gaps), ...figures };
  } catch (error) {
    return { check: problemOf(error), ...none };
  }
};
