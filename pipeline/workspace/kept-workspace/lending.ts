// Where a workspace is kept open in this process, it is lent to whoever opens it here: one after the other. Refuses
// those who come with another configuration than it was opened with.
import { PolkuError } from "../../../models/errors.ts";
import type { LoadedConfig } from "../../config.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";

export interface LentWarehouse {
  readonly warehouse: Warehouse;
  /** Gives it back. */
  readonly giveBack: () => void;
}

/**
 * `alone`: nobody else writes meanwhile. `between_batches`: a snapshot may be in the making beside, as it may beside a batch;
 * for those who read, and for those who write nothing but what a batch writes.
 */
export type Borrowing = "alone" | "between_batches";

export interface Lender {
  /** What the workspace was opened with. */
  readonly loaded: LoadedConfig;
  /** When the turn comes; undefined where the workspace was closed in the meantime. */
  readonly lend: (borrowing: Borrowing) => Promise<LentWarehouse | undefined>;
}

const lenders = new Map<string, Lender>();

/** Lends the workspace of this path from now on. */
export const offer = (path: string, lender: Lender): void => {
  lenders.set(path, lender);
};

export const withdraw = (path: string): void => {
  lenders.delete(path);
};

/** Which parts of two configurations have to be the same and are not. */
const differences = (one: LoadedConfig, other: LoadedConfig): string[] => [
  ...(one.hashes.identity === other.hashes.identity ? [] : ["who is who (identity, consent)"]),
  ...(one.hashes.analysis === other.hashes.analysis
    ? []
    : ["what the tables say (time zone, sources, sessions, labels, journeys, funnels)"]),
];

/** Throws config_outdated where one who asks for a workspace reads it in another way than the one who keeps it. */
export const refuseOther = (workspace: string, kept: LoadedConfig, asking: LoadedConfig): void => {
  const differing = differences(kept, asking);
  if (differing.length === 0) return;
  throw new PolkuError("config_outdated", {
    file: asking.file,
    workspace,
    differing: differing.join(" and in "),
  });
};

/** The workspace that this process keeps open; undefined where it keeps none of this path. */
export const borrow = async (
  path: string,
  asking: LoadedConfig,
  borrowing: Borrowing,
): Promise<LentWarehouse | undefined> => {
  const lender = lenders.get(path);
  if (lender === undefined) return undefined;
  refuseOther(path, lender.loaded, asking);
  return lender.lend(borrowing);
};
