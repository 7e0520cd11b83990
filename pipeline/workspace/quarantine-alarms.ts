// Whether a run set aside more than may be taken in silence, and where to look.
import type { RunResult } from "../../models/results.ts";
import type { LoadedConfig } from "../config.ts";
import { queryRows } from "../snapshots/query.ts";
import { plural, shareText } from "../commands/terminal/figures.ts";
import { plainText } from "../warehouse/plain-value.ts";

export interface QuarantineAlarm {
  readonly source: string;
  readonly reason: "share" | "file_unreadable";
  /** What happened and what to type next. */
  readonly text: string;
}

const remedy = (source: string): string => `see: polku quarantine list --source ${source}`;

const shareAlarms = ({ config }: LoadedConfig, { sources }: RunResult): QuarantineAlarm[] =>
  sources.flatMap(({ name, records, quarantined_records, quarantined }) => {
    const share = records === 0 ? 0 : (quarantined_records + quarantined) / records;
    if (share <= config.quarantine.max_share) return [];
    const text =
      `${shareText(share)} of ${plural(records, "record")} of ${name} quarantined, ` +
      `more than quarantine.max_share (${shareText(config.quarantine.max_share)}); ${remedy(name)}`;
    return [{ source: name, reason: "share" as const, text }];
  });

const fileAlarms = async (loaded: LoadedConfig, result: RunResult): Promise<QuarantineAlarm[]> => {
  const rows = await queryRows(
    loaded,
    `select source, count(*) as files from quarantine
    where reason = 'file_unreadable' and run_id = '${result.run_id.replaceAll("'", "''")}'
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
  return [...(await fileAlarms(loaded, result)), ...shareAlarms(loaded, result)];
};
