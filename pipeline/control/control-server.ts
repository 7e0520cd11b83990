// Listens on the control socket of a workspace that is kept open, for commands that need the live store. Only its owner
// may connect; calls are answered one after the other.
import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import type { RunResult } from "../../models/results.ts";
import { systemCode } from "../../models/errors.ts";
import type { LoadedConfig } from "../config.ts";
import type { Logger } from "../log.ts";
import type { StageReporter } from "../run/run-context.ts";
import type { KeptWorkspace } from "../workspace/kept-workspace.ts";
import { Turns } from "../workspace/kept-workspace/turns.ts";
import { answer } from "./answer.ts";
import { socketFile, withAddress } from "./socket-place.ts";

export interface ControlSettings {
  readonly kept: KeptWorkspace;
  /** What the workspace was opened with. */
  readonly loaded: LoadedConfig;
  readonly log: Logger;
  /** Publishes what is stored now: what `polku run` means while a stream runs. */
  readonly publishNow: (reporter: StageReporter) => Promise<RunResult>;
}

export interface Control {
  /** Takes no more calls, waits for the one that is answered, and removes the socket. Close it before the workspace. */
  close(): Promise<void>;
}

const listening = (server: Server, address: string): Promise<void> =>
  new Promise((settle, fail) => {
    server.once("error", fail);
    server.listen(address, settle);
  });

/** Nobody but its owner can reach it at any moment; in the place of one that a killed process left. */
const listen = async (server: Server, workspace: string): Promise<void> => {
  const hidden = join(workspace, ".control");
  await rm(hidden, { recursive: true, force: true });
  await mkdir(hidden, { mode: 0o700 });
  try {
    await withAddress(hidden, (address) => listening(server, address));
    await chmod(socketFile(hidden), 0o600);
    await rename(socketFile(hidden), socketFile(workspace));
  } finally {
    await rm(hidden, { recursive: true, force: true });
  }
};

/**
 * Takes calls until it is closed. Where no socket can be made, such as on a disk that knows none, the log says so and
 * commands find the workspace in use.
 */
export const openControl = async (settings: ControlSettings): Promise<Control> => {
  const { kept, log } = settings;
  const turns = new Turns();
  const ending = new AbortController();
  const server = createServer((request, response) => {
    void answer({ ...settings, turns, ending: ending.signal }, request, response);
  });
  server.maxConnections = 64;
  try {
    await listen(server, kept.path);
  } catch (error) {
    server.close();
    log.warn(
      { problem: systemCode(error) },
      "no control socket: commands that need the store cannot be sent here",
    );
    return { close: () => Promise.resolve() };
  }
  server.on("error", (error) => log.warn({ problem: systemCode(error) }, "control socket"));
  return {
    close: async () => {
      server.close();
      ending.abort();
      await rm(socketFile(kept.path), { force: true });
      await turns.run(() => Promise.resolve());
      server.closeAllConnections();
    },
  };
};
