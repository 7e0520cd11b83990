// Runs the command line as users do: compiled, as a process of its own.
import { spawn, type SpawnOptions, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

const packageRoot = join(import.meta.dirname, "../..");
const cache = join(packageRoot, "node_modules/.cache");
const rooms = ["models", "connectors", "pipeline", "bench", "conformance"];
const settings = ["tsconfig.json", "tsconfig.build.json", "package-lock.json"];
const msPerDay = 86_400_000;

/** What the program is compiled from, in short. */
const digestOfSources = (): string => {
  const sources = rooms.flatMap((room) =>
    readdirSync(join(packageRoot, room), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.[cm]?ts$/.test(path))
      .map((path) => join(room, path)),
  );
  const hash = createHash("sha256");
  for (const path of [...sources.toSorted(), ...settings])
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(packageRoot, path)))
      .update("\0");
  return hash.digest("hex").slice(0, 16);
};

const digest = digestOfSources();
/** One for all processes of tests, as long as the sources stay as they are. */
const compiled = join(cache, `polku-cli-${digest}`);
/** Only what was compiled from sources that stood still has it. */
const isWhole = join(compiled, "compiled-whole");

/** The compiled entry, for tests that build a command line themselves. */
export const cliFile = join(compiled, "pipeline/polku.cjs");

/** Removes what nobody has used for a day. */
const removeLeftovers = (): void => {
  const leftovers = readdirSync(cache).filter((entry) => entry.startsWith("polku-cli-"));
  for (const path of leftovers.map((entry) => join(cache, entry))) {
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (mtimeMs < Date.now() - msPerDay) rmSync(path, { recursive: true, force: true });
  }
};

/**
 * Compiles the program as it stands now, beside the packages that it needs, unless a process of tests has done so.
 * They run side by side, and none may find the other's half written files: what is compiled is moved to its place.
 */
export const compileCli = (): void => {
  if (existsSync(isWhole)) return utimesSync(compiled, new Date(), new Date());
  const own = `${compiled}-${process.pid}`;
  const tsc = join(packageRoot, "node_modules/typescript/bin/tsc");
  const options = ["-p", "tsconfig.build.json", "--outDir", own, "--declaration", "false"];
  spawnSync(process.execPath, [tsc, ...options], { cwd: packageRoot });
  removeLeftovers();
  if (digestOfSources() === digest) writeFileSync(join(own, "compiled-whole"), "");
  try {
    if (!existsSync(isWhole)) rmSync(compiled, { recursive: true, force: true });
    renameSync(own, compiled);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(isWhole)) throw error;
    rmSync(own, { recursive: true });
  }
};

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Starts a program; `ended` resolves when it has. */
export const start = (program: string, args: readonly string[], options: SpawnOptions = {}) => {
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on("data", (part: Buffer) => out.push(part));
  child.stderr?.on("data", (part: Buffer) => err.push(part));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => {
      resolve({ code, signal, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() });
    });
  });
  return { child, ended };
};

/** Runs `polku` in a folder, to its end. */
export const polku = (folder: string, ...args: readonly string[]): Promise<Ended> =>
  start(process.execPath, [cliFile, ...args], { cwd: folder }).ended;
