// Profile reads over a workspace that a test keeps open, and what they answer as values.
import { loadConfig } from "../../../../pipeline/config.ts";
import { createLog } from "../../../../pipeline/log.ts";
import type { ProfileResult } from "../../../../pipeline/serve/profiles/profile-result.ts";
import { ProfileReads } from "../../../../pipeline/serve/profiles/profile-reads.ts";
import { IdentifierKeys } from "../../../../pipeline/stages/resolve/evidence/identifier-keys.ts";
import type { Warehouse } from "../../../../pipeline/warehouse/warehouse.ts";

export const readKey = "key-that-reads-0123456789";

export const openReads = async (config: string, warehouse: () => Warehouse): Promise<ProfileReads> =>
  new ProfileReads({
    loaded: await loadConfig(config),
    keys: new IdentifierKeys(),
    openSession: () => warehouse().session(),
    mayRead: (key) => key === readKey,
    log: createLog({ level: "silent" }),
  });

export interface Answered {
  readonly status: number;
  readonly body: { readonly reason?: string } & Partial<ProfileResult>;
}

export const ask = async (
  reads: ProfileReads,
  namespace: string,
  value: string,
  limit?: string,
): Promise<Answered> => {
  const { status, body } = await reads.read({ namespace, value, key: readKey, limit });
  return { status, body: JSON.parse(body) as Answered["body"] };
};
