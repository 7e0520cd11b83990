// Whether the journal of a stream can be read to its last byte. It changes nothing: a write that an ended process left
// half is no damage, and what the stream would pass over is told before it does.
import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { PolkuError, systemCode } from "../../../models/errors.ts";
import { byteText, plural } from "../../commands/terminal/figures.ts";
import { FrameCursor } from "../../journal/frame-cursor.ts";
import { identityOf, isTorn } from "../../journal/recovery.ts";
import { seedOf } from "../../journal/segment-header.ts";
import { listSegments, type Segment } from "../../journal/segments.ts";
import { type Check, failed, firstLine, ok, warning } from "./check.ts";

interface Found {
  readonly bytes: number;
  readonly records: bigint;
  /** Stretches of bytes that are no records. */
  readonly damaged: number;
}

/** `end`: where the next segment begins, for nothing beyond was acknowledged; null in the last one. */
const walk = async ({ path, first }: Segment, end: bigint | null, seed: number): Promise<Found> => {
  const cursor = await FrameCursor.open(path, seed);
  try {
    const bytes = await cursor.size();
    const isWhole = (await cursor.header()) !== undefined;
    let found = { bytes, records: 0n, damaged: isWhole ? 0 : 1 };
    for (let next = first; ;) {
      const { frame, passed } = await cursor.next(bytes, 0n);
      const isBeyond = end !== null && next >= end;
      const isUnfinished = frame === undefined && passed !== undefined && end === null;
      if (passed !== undefined && !isBeyond && !(isUnfinished && isTorn(passed.bytes, seed))) {
        found = { ...found, damaged: found.damaged + 1 };
      }
      if (frame === undefined || (end !== null && frame.first >= end)) return found;
      next = frame.end;
      found = { ...found, records: found.records + BigInt(frame.records.length) };
    }
  } finally {
    await cursor.close();
  }
};

const examined = async (folder: string): Promise<Check> => {
  await access(folder, constants.R_OK | constants.W_OK);
  const segments = await listSegments(folder);
  const seed = seedOf((await identityOf(folder, segments)) ?? "");
  let [bytes, records, damaged] = [0, 0n, 0];
  for (const [index, segment] of segments.entries()) {
    const found = await walk(segment, segments[index + 1]?.first ?? null, seed);
    bytes += found.bytes;
    records += found.records;
    damaged += found.damaged;
  }
  const size = `${folder}: ${plural(Number(records), "record")}, ${byteText(bytes)} in ${plural(segments.length, "file")}`;
  if (damaged === 0) return ok("journal", size);
  const places = plural(damaged, "place in them is damaged", "places in them are damaged");
  return warning(
    "journal",
    `${size}; ${places}. The stream goes on behind them, and stream_gaps then says which records are lost`,
  );
};

/** A check of the journal's folder; none where no stream has made it yet. */
export const examineJournal = async (workspace: string): Promise<Check[]> => {
  const folder = join(workspace, "journal");
  try {
    return [await examined(folder)];
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT") return [];
    if (error instanceof PolkuError) return [failed("journal", firstLine(error))];
    return [failed("journal", `${folder} cannot be read and written (${code})`)];
  }
};
