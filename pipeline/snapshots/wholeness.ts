// Whether a snapshot still holds what its manifest says. Looks; repairs nothing.
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { ColumnFile, ManifestTable } from "../../models/manifest.ts";
import { readManifest, snapshotsFolder } from "./locate.ts";
import { sha256Of } from "./write-table.ts";

/** `sizes` looks at each file's length; `contents` also reads it and compares its digest. */
export type Scrutiny = "sizes" | "contents";

const faultOf = async (
  folder: string,
  { file, bytes, sha256 }: ManifestTable | ColumnFile,
  scrutiny: Scrutiny,
): Promise<string | undefined> => {
  const path = join(folder, file);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return `${file} is missing`;
  if (found.size !== bytes) return `${file} has ${String(found.size)} of ${String(bytes)} bytes`;
  if (scrutiny === "sizes") return undefined;
  const digest = await sha256Of(path).catch(() => undefined);
  if (digest === undefined) return `${file} cannot be read`;
  return digest === sha256 ? undefined : `${file} holds other bytes than were written`;
};

/** The first thing that is wrong with a snapshot; undefined where it is whole. */
export const snapshotFault = async (
  workspace: string,
  id: string,
  scrutiny: Scrutiny,
): Promise<string | undefined> => {
  const folder = join(snapshotsFolder(workspace), id);
  if ((await stat(folder).catch(() => undefined)) === undefined) return "its folder is missing";
  const manifest = await readManifest(folder);
  if (manifest === undefined) return "manifest.json is missing or cannot be read";
  const { tables, analysis } = manifest;
  for (const file of [...tables, ...(analysis?.tables ?? []), ...(analysis?.columns ?? [])]) {
    const fault = await faultOf(folder, file, scrutiny);
    if (fault !== undefined) return fault;
  }
  return undefined;
};
