// What a run must count for these records, per source: the two equations with their numbers filled in.
import { groupByFile, recordsIn } from "./world-files.ts";
import { sourceNames, type SourceName, type WorldRecord } from "./world-record.ts";

export interface ExpectedCounts {
  readonly records: number;
  readonly mapped: number;
  readonly quarantined_records: number;
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly superseded: number;
  readonly quarantined: number;
  readonly unattributed: number;
  readonly future: number;
}

export type ExpectedAccounting = Readonly<Record<SourceName, ExpectedCounts>>;

const recordCount = (records: readonly WorldRecord[]): number =>
  [...groupByFile(records)].reduce((sum, [path, inFile]) => sum + recordsIn(path, inFile), 0);

const countsOf = (records: readonly WorldRecord[]): ExpectedCounts => {
  const broken = records.filter(({ brokenAs }) => brokenAs !== null);
  const events = records.flatMap((record) => record.events);
  const withFate = (fate: string): number => events.filter((event) => event.fate === fate).length;
  return {
    records: recordCount(records),
    mapped: recordCount(records) - recordCount(broken),
    quarantined_records: recordCount(broken),
    received: events.length,
    stored: withFate("stored"),
    duplicate: withFate("duplicate"),
    superseded: withFate("superseded"),
    quarantined: withFate("conflicting"),
    unattributed: events.filter((event) => event.fate === "stored" && event.isUnattributed === true).length,
    future: events.filter((event) => event.isFuture === true).length,
  };
};

export const expectedAccounting = (records: readonly WorldRecord[]): ExpectedAccounting =>
  Object.fromEntries(
    sourceNames.map((source) => [source, countsOf(records.filter((record) => record.source === source))]),
  ) as ExpectedAccounting;
