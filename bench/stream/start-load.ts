// Starts the load over HTTP in its own process.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { HttpLoad, HttpLoaded } from "./http-load.ts";

const executed = promisify(execFile);

/** Resolves with what it measured when it has ended. */
export const startLoad = async (load: HttpLoad): Promise<HttpLoaded> => {
  const script = join(import.meta.dirname, "http-load.js");
  const { stdout } = await executed(process.execPath, [script, JSON.stringify(load)]);
  return JSON.parse(stdout) as HttpLoaded;
};
