// Maps what was gathered, source by source, on a session of its own: the next batch while the one before is stored.
import type { Arrival } from "../../connectors/transports/stream-input.ts";
import { dropStaged } from "../stages/land.ts";
import { type StagedArrivals, stageArrivals } from "../stages/land/stage-arrivals.ts";
import type { StagePlan } from "../stages/land/stage-plan.ts";
import type { Session } from "../warehouse/session.ts";
import type { Gathered } from "./gathering/gather.ts";

/** One micro-batch, mapped and screened, and how far its streams are with it. */
export interface StagedBatchOfStream extends Gathered {
  readonly staged: readonly { readonly source: string; readonly batches: readonly StagedArrivals[] }[];
}

const bySource = (arrivals: readonly Arrival[]): Map<string, Arrival[]> => {
  const found = new Map<string, Arrival[]>();
  for (const arrival of arrivals) {
    const known = found.get(arrival.source);
    if (known === undefined) found.set(arrival.source, [arrival]);
    else known.push(arrival);
  }
  return found;
};

/** Sources in the order of the configuration, so that the same records are stored in the same order. */
export const stageBatch = async (
  session: Session,
  gathered: Gathered,
  plans: readonly StagePlan[],
  attempts: number,
): Promise<StagedBatchOfStream> => {
  const arrivals = bySource(gathered.arrivals);
  const staged: { source: string; batches: StagedArrivals[] }[] = [];
  for (const plan of plans) {
    const own = arrivals.get(plan.source.name);
    if (own === undefined) continue;
    staged.push({ source: plan.source.name, batches: await stageArrivals(session, own, plan, attempts) });
  }
  return { ...gathered, staged };
};

export const dropStagedBatch = async (session: Session, batch: StagedBatchOfStream): Promise<void> => {
  for (const { batches } of batch.staged) await dropStaged(session, batches);
};
