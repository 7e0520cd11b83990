// The measures of identity over the last runs that published, out of the current snapshot: needs no lock.
import { z } from "zod";
import type { IdentityTrendResult } from "../../models/results/identity.ts";
import { PolkuError } from "../../models/errors.ts";
import { loadConfig } from "../config.ts";
import { queryRows } from "../snapshots/query.ts";
import { locateSnapshot } from "../snapshots/locate.ts";

export interface IdentityTrendOptions {
  /** The configuration file. */
  readonly config: string;
}

const shownRuns = 5;

const storedMeasure = z.object({
  run_id: z.string(),
  measure: z.string(),
  namespace: z.string().nullable(),
  value: z.number(),
  threshold: z.number().nullable(),
  is_alarm: z.boolean(),
});

/** Sizes from small to large, the rest by name. */
const orderSql = `select run_id, measure, namespace, value, threshold, is_alarm
  from identity_health
  where run_id in (select distinct run_id from identity_health order by run_id desc limit ${String(shownRuns)})
  order by run_id, measure, namespace nulls first`;

/** Throws snapshot_missing where nothing was published, or by a polku that did not measure. */
export const identityTrend = async ({ config }: IdentityTrendOptions): Promise<IdentityTrendResult> => {
  const loaded = await loadConfig(config);
  const { id, manifest } = await locateSnapshot(loaded.workspace);
  if (!manifest.tables.some(({ name }) => name === "identity_health")) {
    throw new PolkuError("snapshot_missing", {
      workspace: loaded.workspace,
      snapshot: "with identity_health",
    });
  }
  const rows = (await queryRows(loaded, orderSql)).map((row) => storedMeasure.parse(row));
  const runs = [...new Set(rows.map(({ run_id }) => run_id))];
  const last = runs.at(-1);
  const measures = rows
    .filter(({ run_id }) => run_id === last)
    .map(({ measure, namespace, value, threshold, is_alarm }) => ({
      measure,
      namespace,
      value,
      threshold,
      is_alarm,
      before: runs
        .slice(0, -1)
        .map(
          (run) =>
            rows.find((row) => row.run_id === run && row.measure === measure && row.namespace === namespace)
              ?.value ?? null,
        ),
    }));
  return { snapshot_id: id, runs, measures, alarms: measures.filter(({ is_alarm }) => is_alarm).length };
};
