// Reads polku.yaml, and is the only place that looks at the environment. Refuses a configuration whole, with
// the line of everything that is wrong with it; there is no ${VAR} and no secret in it.
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Config } from "../models/config.ts";
import { PolkuError, systemCode } from "../models/errors.ts";
import type { NamespaceRule } from "../models/identity/namespaces.ts";
import type { ConfigChange } from "./config/changes.ts";
import { type ConfigHashes, configHashes } from "./config/hashes.ts";
import { invalidConfig } from "./config/invalid-config.ts";
import { resolveNamespaces } from "./config/namespaces.ts";
import { packageRoot } from "./warehouse/sql-text.ts";

const maxFileBytes = 1_000_000;

export interface LoadedConfig {
  readonly config: Config;
  /** The file as it was named. */
  readonly file: string;
  /** The absolute folder of the file: every relative path of the configuration starts there. */
  readonly folder: string;
  /** The absolute path of the workspace. */
  readonly workspace: string;
  readonly namespaces: readonly NamespaceRule[];
  readonly hashes: ConfigHashes;
  /** `file:line: path: what`, for what is allowed but looks like a slip. */
  readonly warnings: readonly string[];
}

const readText = async (file: string): Promise<string> => {
  try {
    if ((await stat(file)).size > maxFileBytes) {
      throw invalidConfig(file, [`${file}: is larger than ${String(maxFileBytes)} bytes`]);
    }
    const bytes = await readFile(file);
    if (bytes.includes(0)) throw invalidConfig(file, [`${file}: is no text file`]);
    return bytes.toString("utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof PolkuError) throw error;
    if (systemCode(error) === "ENOENT") throw new PolkuError("config_missing", { file }, { cause: error });
    throw invalidConfig(file, [`${file}: cannot be read (${systemCode(error)})`]);
  }
};

/** Reads and checks a configuration file, with changes that are tried out. Throws config_missing or config_invalid. */
export const loadConfig = async (
  file: string,
  changes: readonly ConfigChange[] = [],
): Promise<LoadedConfig> => {
  const text = await readText(file);
  // Loaded here and not above: it takes longer than all that `polku --help` needs.
  const { parseConfig } = await import("./config/parse-config.ts");
  const { config, warnings } = parseConfig(text, file, changes);
  const folder = dirname(resolve(file));
  const namespaces = resolveNamespaces(config);
  const workspace = resolve(folder, config.workspace);
  return { config, file, folder, workspace, namespaces, hashes: configHashes(config, namespaces), warnings };
};

/**
 * Where a test wants the process to end (`FAULT_AT`, see fault-point.ts); undefined for everybody else. Only a
 * checkout has the tests beside the program, so that a published polku never asks.
 */
export const faultWish = (): string | undefined =>
  existsSync(join(packageRoot, "test/rules")) ? process.env["FAULT_AT"] : undefined;

/** What the environment says of the terminal. There are no colours, so there is nothing to ask of NO_COLOR. */
export interface TerminalWishes {
  /** The terminal cannot move its cursor. */
  readonly isDumb: boolean;
  /** Runs under a service for continuous integration: no live lines. */
  readonly isUnattended: boolean;
}

export const terminalWishes = (): TerminalWishes => ({
  isDumb: process.env["TERM"] === "dumb",
  isUnattended: (process.env["CI"] ?? "") !== "",
});
