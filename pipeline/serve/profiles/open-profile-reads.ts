// Profile reads of a running stream: over the workspace that it keeps open, with keys that may change while it runs.
import type { LoadedConfig } from "../../config.ts";
import type { Logger } from "../../log.ts";
import type { IdentifierKeys } from "../../stages/resolve/evidence/identifier-keys.ts";
import type { KeptWorkspace } from "../../workspace/kept-workspace.ts";
import { keepFresh } from "../access/keep-fresh.ts";
import { ReadKeys } from "../access/read-keys.ts";
import { ProfileReads } from "./profile-reads.ts";

export interface OpenProfileReads {
  readonly reads: ProfileReads;
  readonly close: () => Promise<void>;
}

/** Throws keys_unusable, and config_invalid for a key that also writes. */
export const openProfileReads = async (
  loaded: LoadedConfig,
  kept: KeptWorkspace,
  identifiers: IdentifierKeys,
  log: Logger,
): Promise<OpenProfileReads> => {
  const keys = await ReadKeys.load(loaded);
  const stopLooking = keepFresh([keys], (error) => log.warn({ err: error }, "keys stay as they were"));
  const reads = new ProfileReads({
    loaded,
    keys: identifiers,
    openSession: () => kept.use(({ warehouse }) => warehouse.session()),
    mayRead: (key) => keys.mayRead(key),
    log,
  });
  const close = async (): Promise<void> => {
    stopLooking();
    await reads.close();
  };
  return { reads, close };
};
