// The one place that knows how a disk says no: full, not to be written to, or holding other bytes than were written.
// Node and DuckDB each have their own words for it.
import { realpath, statfs } from "node:fs/promises";
import { PolkuError, systemCode } from "../../models/errors.ts";
import { byteText } from "../commands/terminal/figures.ts";

/** The folders that polku writes to, as absolute paths. */
export interface Places {
  readonly workspace: string;
  readonly temporary: string;
}

const full = /\b(ENOSPC|EDQUOT)\b|No space left on device|Disk quota exceeded/i;
/** DuckDB keeps to a share of the disk for what it spills, so that its disk is never found full. */
const spillFull = /failed to offload data block/i;
/** What forbids writing, and how a person would say it. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [/\bEROFS\b|Read-only file system/i, "its disk is read-only"],
  [/\b(EACCES|EPERM)\b|Permission denied/i, "this user may not write there"],
  [/\b(EEXIST|ENOTDIR)\b|Not a directory/i, "a file stands where a folder has to be"],
  [/\bEISDIR\b|Is a directory/i, "a folder stands where a file has to be"],
];
const damaged =
  /not a valid DuckDB|Corrupt database|while replaying WAL|checksum|read enough bytes|Serialization Error/i;

/** The file format of a store that a later engine wrote. */
const newerEngine = /database file with version number \d+, but we can only read/i;
const newerRemedy = "Install the polku that wrote it, or a newer one.";

/** What an error and its causes say, the words of the system with them. */
const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "";
  const path = "path" in error && typeof error.path === "string" ? error.path : "";
  return `${systemCode(error)} ${path} ${error.message}\n${wordsOf(error.cause)}`;
};

const freeText = async (folder: string): Promise<string> => {
  const found = await statfs(folder).catch(() => undefined);
  return found === undefined ? "an unknown amount" : byteText(found.bavail * found.bsize);
};

/** The folder that the words are about and the key that names it; undefined where they name neither. */
const placeOf = async (words: string, { workspace, temporary }: Places) => {
  const names = async (folder: string): Promise<boolean> =>
    words.includes(folder) || words.includes(await realpath(folder).catch(() => folder));
  if (spillFull.test(words) || words.includes("duckdb_temp_") || (await names(temporary))) {
    return { folder: temporary, key: "engine.temp_directory" };
  }
  return (await names(workspace)) ? { folder: workspace, key: "workspace" } : undefined;
};

/** Errors that say only which step failed: what the disk said tells more. */
const stepErrors: readonly string[] = ["model_failed", "mapping_failed", "publish_failed", "internal"];

const isExplained = ({ code }: PolkuError): boolean => !stepErrors.includes(code);

/** A part of a store that holds other bytes than were written: its file, or the log of its last steps. */
export type Damage = "log" | "store";

/** Broken; of another store; or of another moment of this one, where one of the two was restored without the other. */
const brokenLog = /Corrupt WAL file|WAL does not match|WAL checkpoint iteration/i;

/** Which part an error tells is damaged; undefined where it is about something else. */
export const damageOf = (error: unknown): Damage | undefined => {
  const words = wordsOf(error);
  if (brokenLog.test(words)) return "log";
  return damaged.test(words) ? "store" : undefined;
};

/** Where in the log the first broken entry begins; undefined where the error does not tell. */
export const brokenLogPlace = (error: unknown): number | undefined => {
  const told = /Corrupt WAL file: entry at byte position (\d+)/.exec(wordsOf(error))?.[1];
  // The engine tells where the entry's content begins, after its length and its checksum.
  return told === undefined ? undefined : Math.max(0, Number(told) - 16);
};

const damageProblems: Readonly<Record<Damage, string>> = {
  log: "polku.duckdb.wal is damaged, or is not the log of this polku.duckdb",
  store: "polku.duckdb is damaged",
};

const damageRemedy =
  "Restore it from a copy; or `polku doctor` says what else can be done, and what it would cost.";

/** The error that tells a person what the disk refused; undefined where `error` is about something else. */
export const storageError = async (error: unknown, places: Places): Promise<PolkuError | undefined> => {
  if (error instanceof PolkuError && isExplained(error)) return undefined;
  const words = wordsOf(error);
  const place = await placeOf(words, places);
  if (full.test(words) || spillFull.test(words)) {
    const { folder, key } = place ?? { folder: places.workspace, key: "workspace" };
    return new PolkuError("disk_full", { folder, key, free: await freeText(folder) }, { cause: error });
  }
  const unusable = (problem: string, remedy: string): PolkuError =>
    new PolkuError("workspace_unusable", { workspace: places.workspace, problem, remedy }, { cause: error });
  const damage = damageOf(error);
  if (damage !== undefined) return unusable(damageProblems[damage], damageRemedy);
  if (newerEngine.test(words)) return unusable("polku.duckdb was written by a newer polku", newerRemedy);
  const refusal = refusals.find(([pattern]) => pattern.test(words))?.[1];
  if (refusal === undefined || place === undefined) return undefined;
  return unusable(
    `${place.folder} cannot be written to: ${refusal}`,
    `Let this user write there, or name another folder under \`${place.key}\` in the configuration.`,
  );
};

/** Runs `work`, and throws what the disk refused in words that a person can act on. */
export const explainingStorage = async <Result>(
  places: Places,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    throw (await storageError(error, places)) ?? error;
  }
};
