// Whether a run set aside more than may be taken in silence, and where to look.
import type { RunResult } from "../../models/results.ts";
import type { LoadedConfig } from "../config.ts";
import { queryRows } from "../snapshots/query.ts";
import { plural, shareText } from "../commands/terminal/figures.ts";
import { plainText } from "../warehouse/plain-value.ts";
import { quotedText } from "../warehouse/quoting.ts";

export interface QuarantineAlarm {
  readonly source: string;
  readonly reason: "share" | "file_unreadable";
  /** What happened and what to type next. */
  readonly text: string;
}

const remedy = (source: string): string => `see: polku quarantine list --source ${source}`;

/** Of each source the records of the run in which anything was set aside: the whole record, or an event of it. */
const faultyRecords = async (
  loaded: LoadedConfig,
  { run_id, snapshot_id }: RunResult,
): Promise<ReadonlyMap<string, number>> => {
  const rows = await queryRows(
    loaded,
    `select source, count(distinct {origin: origin, position: position}) as records
    from quarantine where run_id = ${quotedText(run_id)} group by source`,
    { snapshot: snapshot_id },
  );
  return new Map(rows.map((row) => [plainText(row["source"]), Number(row["records"])]));
};

const shareAlarms = async (loaded: LoadedConfig, result: RunResult): Promise<QuarantineAlarm[]> => {
  const { max_share: most } = loaded.config.quarantine;
  const faulty = await faultyRecords(loaded, result);
  return result.sources.flatMap(({ name, records }) => {
    // A conflict may set aside an event of an earlier run beside those of this one.
    const share = records === 0 ? 0 : Math.min(1, (faulty.get(name) ?? 0) / records);
    if (share <= most) return [];
    const text =
      `${shareText(share)} of ${plural(records, "record")} of ${name} quarantined, whole or in part, ` +
      `more than quarantine.max_share (${shareText(most)}); ${remedy(name)}`;
    return [{ source: name, reason: "share" as const, text }];
  });
};

const fileAlarms = async (loaded: LoadedConfig, result: RunResult): Promise<QuarantineAlarm[]> => {
  const rows = await queryRows(
    loaded,
    `select source, count(*) as files from quarantine
    where reason = 'file_unreadable' and run_id = ${quotedText(result.run_id)}
    group by source order by source`,
    { snapshot: result.snapshot_id },
  );
  return rows.map((row) => {
    const source = plainText(row["source"]);
    const text = `${plural(Number(row["files"]), "file")} of ${source} could not be read whole; ${remedy(source)}`;
    return { source, reason: "file_unreadable" as const, text };
  });
};

/** What makes a run end with exit code 5: a source above the share, a file that could not be read. */
export const quarantineAlarms = async (
  loaded: LoadedConfig,
  result: RunResult,
): Promise<QuarantineAlarm[]> => {
  if (
    result.sources.every(({ quarantined_records, quarantined }) => quarantined_records + quarantined <= 0)
  ) {
    return [];
  }
  return [...(await fileAlarms(loaded, result)), ...(await shareAlarms(loaded, result))];
};
