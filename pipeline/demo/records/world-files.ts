// Records → the texts of files, as each vendor delivers them: NDJSON, JSON arrays, batch bodies, CSV.
import { isoTime } from "../world/calendar.ts";
import { receiptHeader } from "./receipt-rows.ts";
import type { WorldRecord } from "./world-record.ts";

export interface WorldFile {
  /** Path under the data folder, with `.gz` where it is compressed. */
  readonly path: string;
  /** The content before compression. */
  readonly text: string;
  readonly isCompressed: boolean;
}

/** Calls that the app's library sends together. */
const batchSize = 20;

const batchBodies = (records: readonly WorldRecord[]): string[] => {
  const bodies: string[] = [];
  for (let from = 0; from < records.length; from += batchSize) {
    const calls = records.slice(from, from + batchSize);
    const sentAt = isoTime((calls.at(-1)?.at ?? 0) + 1000);
    const batch = calls.flatMap(({ lines }) => lines).join(",");
    bodies.push(`{"batch":[${batch}],"sentAt":"${sentAt}","writeKey":"demo"}`);
  }
  return bodies;
};

const isBatched = (path: string): boolean => path.startsWith("web/app-");

/** How many records a file holds: lines, and of batch bodies those. */
export const recordsIn = (path: string, records: readonly WorldRecord[]): number =>
  isBatched(path)
    ? Math.ceil(records.length / batchSize)
    : records.reduce((sum, { lines }) => sum + lines.length, 0);

const textOf = (path: string, records: readonly WorldRecord[]): string => {
  const lines = records.flatMap((record) => record.lines);
  if (isBatched(path)) return `${batchBodies(records).join("\n")}\n`;
  if (path.endsWith(".csv")) return `${[receiptHeader, ...lines].join("\n")}\n`;
  return path.endsWith(".json") ? `[\n${lines.join(",\n")}\n]\n` : `${lines.join("\n")}\n`;
};

/** Records by the file they stand in. */
export const groupByFile = (records: readonly WorldRecord[]): Map<string, WorldRecord[]> => {
  const files = new Map<string, WorldRecord[]>();
  for (const record of records) {
    const group = files.get(record.file);
    if (group === undefined) files.set(record.file, [record]);
    else group.push(record);
  }
  return files;
};

/** The files of the world, in byte order of their paths; records of a file in order of time. */
export const worldFiles = (records: readonly WorldRecord[]): WorldFile[] => {
  const files = groupByFile(records);
  return [...files.keys()].toSorted().map((path) => {
    const inOrder = (files.get(path) ?? []).toSorted((a, b) => a.at - b.at);
    const isCompressed = path.startsWith("web/");
    return { path: isCompressed ? `${path}.gz` : path, text: textOf(path, inOrder), isCompressed };
  });
};
