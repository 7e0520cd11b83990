// Looks before a run at what the run will need: files, mappings, secret, store, memory and disk. Changes nothing
// but what opening a store changes.
import { constants } from "node:fs";
import { access, readdir, stat, statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { dirname, resolve } from "node:path";
import { findFiles } from "../../connectors/transports/files.ts";
import { PolkuError, systemCode } from "../../models/errors.ts";
import type { SourceConfig } from "../../models/config.ts";
import type { DoctorResult } from "../../models/results.ts";
import type { LoadedConfig } from "../config.ts";
import { patternsOf } from "../ingest/new-files.ts";
import { byteText, plural } from "../commands/terminal/figures.ts";
import { secretFile, storeFile } from "../workspace.ts";
import { type Check, failed, firstLine, ok, warning } from "./doctor/check.ts";
import { examineMappings } from "./doctor/mapping-check.ts";
import { examineSnapshots, snapshotSizes } from "./doctor/snapshot-checks.ts";
import { examineStore } from "./doctor/store-check.ts";
import { examineStreams } from "./doctor/stream-check.ts";
import { storeBytes } from "./sizes.ts";
import { readSecret } from "./secret.ts";

const canRead = (path: string): Promise<boolean> =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );

interface SourceFiles {
  readonly checks: readonly Check[];
  readonly bytes: number;
}

const examineGlob = async (name: string, glob: string, folder: string): Promise<SourceFiles> => {
  const files = await findFiles([glob], folder);
  if (files.length === 0) return { checks: [warning(name, `${glob} matches no file`)], bytes: 0 };
  let bytes = 0;
  const unreadable: string[] = [];
  for (const { path, absolutePath } of files) {
    const found = await stat(absolutePath).catch(() => undefined);
    bytes += found?.size ?? 0;
    if (found?.isFile() !== true || !(await canRead(absolutePath))) unreadable.push(path);
  }
  const text = `${glob}: ${plural(files.length, "file")}, ${byteText(bytes)}`;
  if (unreadable.length === 0) return { checks: [ok(name, text)], bytes };
  const first = unreadable.slice(0, 3).join(", ");
  return { checks: [failed(name, `${text}; cannot be read: ${first}`)], bytes };
};

const examineSource = async (source: SourceConfig, folder: string): Promise<SourceFiles> => {
  const name = `source ${source.name}`;
  const checks: Check[] = [];
  if (source.mapping !== undefined && !(await canRead(resolve(folder, source.mapping)))) {
    checks.push(failed(name, `the mapping ${source.mapping} cannot be read`));
  }
  let bytes = 0;
  for (const glob of patternsOf(source)) {
    const files = await examineGlob(name, glob, folder);
    checks.push(...files.checks);
    bytes += files.bytes;
  }
  return { checks, bytes };
};

const examineSecret = async (loaded: LoadedConfig): Promise<Check> => {
  const file = secretFile(loaded);
  const hasStore = await canRead(storeFile(loaded.workspace));
  try {
    const secret = await readSecret(file);
    if (secret === undefined) {
      return hasStore
        ? failed(
            "secret",
            `${file} is missing; the workspace was made with it. Restore it from a copy: it cannot be made again, and ` +
              "with another every profile_id would change",
          )
        : ok("secret", `${file} will be made by the first run`);
    }
    if (secret.length < 16) return warning("secret", `${file} is short; 32 random bytes are safe`);
    const mode = (await stat(file)).mode & 0o077;
    return mode === 0
      ? ok("secret", file)
      : warning("secret", `${file} can be read by others; chmod 600 makes it yours`);
  } catch (error) {
    return failed("secret", error instanceof PolkuError ? firstLine(error) : systemCode(error));
  }
};

/** The nearest folder of a path that exists. */
const existing = async (path: string): Promise<string> => {
  const isThere = await canRead(path);
  return isThere || dirname(path) === path ? path : existing(dirname(path));
};

/** A store takes about as much as its input, and a rewrite of it as much again. */
const examineDisk = async ({ workspace }: LoadedConfig, inputBytes: number): Promise<Check> => {
  const folder = await existing(workspace);
  const isWritable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!isWritable) return failed("disk", `${folder} cannot be written to`);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const text = `${byteText(free)} free in ${folder}, input ${byteText(inputBytes)}`;
  if (free < inputBytes) return failed("disk", `${text}: too little`);
  return free < inputBytes * 3 ? warning("disk", `${text}: may be too little`) : ok("disk", text);
};

const sizes: Readonly<Record<string, number>> = { K: 1, M: 2, G: 3, T: 4 };

const examineMemory = ({ config }: LoadedConfig): Check => {
  const limit = config.engine.memory_limit;
  const [, number = "0", unit = "M", binary = ""] = /^([\d.]+)\s*([KMGT])(i?)B$/i.exec(limit) ?? [];
  const bytes = Number(number) * (binary === "" ? 1000 : 1024) ** (sizes[unit.toUpperCase()] ?? 0);
  const text = `engine.memory_limit ${limit} of ${byteText(totalmem())}`;
  return bytes > totalmem() ? warning("memory", `${text}: more than the machine has`) : ok("memory", text);
};

/** What healing left beside the store: its owner's to remove. */
const examineSetAside = async (workspace: string): Promise<Check[]> => {
  const names = await readdir(workspace).catch(() => []);
  const checks: Check[] = [];
  for (const name of names.filter((entry) => /^polku\.duckdb.*\.damaged-\d+/.test(entry)).toSorted()) {
    const { size } = await stat(resolve(workspace, name));
    checks.push(ok("set aside", `${name}, ${byteText(size)}: remove it when it is not needed any more`));
  }
  return checks;
};

/** What is looked at beside the quick things. */
export interface Examination {
  /** Reads the whole store and every file of the snapshots. */
  readonly isThorough?: boolean | undefined;
}

/** Every check, those that would make a run fail as `failed`; and what the workspace takes. */
export const examine = async (
  loaded: LoadedConfig,
  { isThorough = false }: Examination = {},
): Promise<Omit<DoctorResult, "healed">> => {
  const sources: SourceFiles[] = [];
  for (const source of loaded.config.sources) sources.push(await examineSource(source, loaded.folder));
  const inputBytes = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  const { workspace } = loaded;
  const { check, published, runs, slowest } = await examineStore(loaded, isThorough);
  return {
    checks: [
      ok("configuration", loaded.file),
      ...loaded.warnings.map((text) => warning("configuration", text)),
      ...sources.flatMap(({ checks }) => checks),
      ...(await examineMappings(loaded)),
      ...(await examineStreams(loaded)),
      await examineSecret(loaded),
      check,
      ...(await examineSetAside(workspace)),
      ...(await examineSnapshots(workspace, published, isThorough ? "contents" : "sizes")),
      await examineDisk(loaded, inputBytes),
      examineMemory(loaded),
    ],
    sizes: { store_bytes: await storeBytes(workspace), snapshots: await snapshotSizes(workspace) },
    runs,
    slowest,
  };
};
