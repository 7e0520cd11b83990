// How many threads a store is worked with. With few events one is faster: what is parallel in a statement begins with row groups
// of 122,880 rows, and threads that find nothing to do are woken for each statement all the same.
import type { Config } from "../../models/config.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { readMeta } from "../workspace/store-schema.ts";

const fewEvents = 100_000;
const fewBytes = 16 << 20;

interface Fitted {
  readonly warehouse: Warehouse;
  readonly config: Config;
}

/** Decides by what is stored, and by how many bytes are about to be read. */
export const fitThreads = async ({ warehouse, config }: Fitted, newBytes = 0): Promise<void> => {
  const keys = Number((await readMeta(warehouse.writer, "next_event_key")) ?? 0);
  const areFew = keys <= fewEvents && newBytes <= fewBytes;
  await warehouse.useThreads(areFew ? 1 : config.engine.threads);
};
