// What was set aside: the list, and a record's own bytes for those who ask for it by number.
import { PolkuError } from "../../models/errors.ts";
import type { QuarantineEntry, QuarantineRecord } from "../../models/results.ts";
import { quarantineEntrySchema, quarantineRecordSchema } from "../../models/results.ts";
import type { LoadedConfig } from "../config.ts";
import { onStore } from "../control/on-store.ts";
import type { Session } from "../warehouse/session.ts";
import { openExistingWorkspace, placesOf } from "../workspace.ts";
import { explainingStorage } from "./storage-errors.ts";

export interface QuarantineFilter {
  readonly source?: string | undefined;
  readonly reason?: string | undefined;
  /** At most so many, the first ones. */
  readonly limit?: number | undefined;
}

export interface QuarantineList {
  readonly entries: readonly QuarantineEntry[];
  /** How many there are, also beyond the limit. */
  readonly total: number;
}

const columns = "quarantine_id, source, origin, position, reason, detail, event_id, run_id";

const matching = "($1::varchar is null or source = $1) and ($2::varchar is null or reason = $2)";

/** What is asked of the process that keeps the workspace open, where one does. */
interface Asked {
  readonly call: "quarantine.list" | "quarantine.show";
  readonly [input: string]: unknown;
}

const inStore = <Answer>(
  loaded: LoadedConfig,
  { call, ...input }: Asked,
  ask: (session: Session) => Promise<Answer>,
): Promise<Answer> =>
  onStore(call, { ...input, config: loaded.file }, async () => {
    const workspace = await openExistingWorkspace(loaded);
    try {
      return await explainingStorage(placesOf(loaded), () => ask(workspace.warehouse.writer));
    } finally {
      await workspace.close();
    }
  });

/** The records that were set aside, in the order in which that happened; without their bytes. */
export const listQuarantine = (
  loaded: LoadedConfig,
  { source, reason, limit }: QuarantineFilter = {},
): Promise<QuarantineList> =>
  inStore(loaded, { call: "quarantine.list", source, reason, limit }, async (session) => {
    const filter = [source ?? null, reason ?? null];
    const total = await session.count(`select count(*) from quarantine where ${matching}`, filter);
    const rows = await session.rows(
      `select ${columns} from quarantine where ${matching} order by quarantine_id limit $3`,
      [...filter, limit ?? total],
    );
    return { entries: rows.map((row) => quarantineEntrySchema.parse(row)), total };
  });

/** One record with its bytes as text, base64 where they are no UTF-8. Throws not_found. */
export const showQuarantine = (loaded: LoadedConfig, id: string): Promise<QuarantineRecord> =>
  inStore(loaded, { call: "quarantine.show", id }, async (session) => {
    const row = await session.row(
      `select ${columns}, record from quarantine where quarantine_id = try_cast($1::varchar as bigint)`,
      [id],
    );
    if (row !== undefined) return quarantineRecordSchema.parse(row);
    throw new PolkuError("not_found", {
      what: "A quarantined record of this number",
      remedy: "`polku quarantine list` shows those that there are.",
    });
  });
