// Whether readers find whole tables: the current snapshot, the link to it, and those that are kept beside it.
import { join } from "node:path";
import type { DoctorResult } from "../../../models/results.ts";
import { plural } from "../../commands/terminal/figures.ts";
import { currentSnapshotId, readManifest, snapshotIds, snapshotsFolder } from "../../snapshots/locate.ts";
import { type Scrutiny, snapshotFault } from "../../snapshots/wholeness.ts";
import { type Check, ok, warning } from "./check.ts";

type SnapshotSize = DoctorResult["sizes"]["snapshots"][number];

const healing = "`polku doctor --heal` publishes the tables of the store again, and so does the next run";

const currentFault = async (
  workspace: string,
  current: string | undefined,
  published: string | undefined,
  scrutiny: Scrutiny,
): Promise<string | undefined> => {
  if (current === undefined) return "snapshots/current is missing";
  const fault = await snapshotFault(workspace, current, scrutiny);
  if (fault !== undefined) return `${current} is not whole: ${fault}`;
  return published === undefined || published === current
    ? undefined
    : `snapshots/current points at ${current}, and the store published ${published} last`;
};

/** `published`: what the store published last; undefined where it did not, or cannot be asked. */
export const examineSnapshots = async (
  workspace: string,
  published: string | undefined,
  scrutiny: Scrutiny,
): Promise<Check[]> => {
  const current = await currentSnapshotId(workspace);
  const ids = await snapshotIds(workspace);
  if (current === undefined && ids.length === 0 && published === undefined) {
    return [ok("snapshots", "the first run publishes one")];
  }
  const fault = await currentFault(workspace, current, published, scrutiny);
  const checks = [
    fault === undefined
      ? ok("snapshots", `${current ?? ""} is current and whole; ${plural(ids.length, "snapshot")} kept`)
      : warning("snapshots", `${fault}; ${healing}`),
  ];
  for (const id of ids.filter((other) => other !== current)) {
    const damage = await snapshotFault(workspace, id, scrutiny);
    const aside = "it is not current, and goes when newer ones are published";
    if (damage !== undefined) checks.push(warning("snapshots", `${id} is not whole: ${damage}; ${aside}`));
  }
  return checks;
};

/** The room that each snapshot takes, oldest first. */
export const snapshotSizes = async (workspace: string): Promise<SnapshotSize[]> => {
  const current = await currentSnapshotId(workspace);
  const sizes: SnapshotSize[] = [];
  for (const id of await snapshotIds(workspace)) {
    const tables = (await readManifest(join(snapshotsFolder(workspace), id)))?.tables ?? [];
    sizes.push({
      snapshot_id: id,
      is_current: id === current,
      bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
      rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    });
  }
  return sizes;
};
