// Runs the command line as users do: compiled, as a process of its own.
import { spawn, type SpawnOptions, spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const packageRoot = join(import.meta.dirname, "../..");
const cache = join(packageRoot, "node_modules/.cache");
/** One for each process of tests: they run side by side, and none may find the other's half written files. */
const compiled = join(cache, `polku-cli-${String(process.pid)}`);

/** The compiled entry, for tests that build a command line themselves. */
export const cliFile = join(compiled, "pipeline/polku.cjs");

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Removes what earlier processes of tests compiled: they are ended too abruptly to do so themselves. */
const removeLeftovers = (): void => {
  for (const entry of existsSync(cache) ? readdirSync(cache) : []) {
    const pid = /^polku-cli-(\d+)$/.exec(entry)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(cache, entry), { recursive: true, force: true });
  }
};

/** Compiles the program as it stands now, beside the packages that it needs. */
export const compileCli = (): void => {
  removeLeftovers();
  const tsc = join(packageRoot, "node_modules/typescript/bin/tsc");
  const options = ["-p", "tsconfig.build.json", "--outDir", compiled, "--declaration", "false"];
  spawnSync(process.execPath, [tsc, ...options], { cwd: packageRoot });
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
