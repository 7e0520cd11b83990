// The demo's world from a seed: files in the vendors' formats, the truth about them, and what must come of them.
// Pure: the same seed gives the same content, byte for byte, on every machine.
import { robotRecords } from "./records/robot-records.ts";
import { plantFaults } from "./records/faults.ts";
import { Ledger, type OwnedIdentifier, type PlantedThing } from "./records/ledger.ts";
import { receiptRecords } from "./records/receipt-rows.ts";
import { segmentRecords } from "./records/segment-records.ts";
import { sendgridRecords } from "./records/sendgrid-records.ts";
import type { SourceName, WorldRecord } from "./records/world-record.ts";
import { type ExpectedAccounting, expectedAccounting } from "./records/expected-accounting.ts";
import { type WorldFile, worldFiles } from "./records/world-files.ts";
import { zendeskRecords } from "./records/zendesk-records.ts";
import { liveLife } from "./world/life.ts";
import { makePeople } from "./world/people.ts";

export interface OwnedEvent {
  readonly source: SourceName;
  readonly eventId: string;
  readonly person: string;
}

export interface World {
  readonly files: readonly WorldFile[];
  readonly people: number;
  readonly truth: {
    /** Identifiers of exactly one person, in byte order. */
    readonly identifiers: readonly OwnedIdentifier[];
    /** Stored events of a person, up to the end of the data, in byte order. */
    readonly events: readonly OwnedEvent[];
  };
  readonly planted: Readonly<Record<PlantedThing, number>>;
  readonly expected: ExpectedAccounting;
}

const isBigId = (value: string): boolean => /^9\d{15}$/.test(value);

const ownedEvents = (records: readonly WorldRecord[]): OwnedEvent[] =>
  records.flatMap(({ source, events }) =>
    events.flatMap(({ eventId, person, fate }) =>
      person === null || fate !== "stored" ? [] : [{ source, eventId, person }],
    ),
  );

/** A world of so many people. 2,500 give about 80,000 records; a few hundred are enough for a test. */
export const generateWorld = (seed: string, people = 2500): World => {
  const ledger = new Ledger();
  const lives = makePeople(seed, people).map((person) => liveLife(seed, person));
  const sound = [
    ...lives.flatMap((life) => segmentRecords(seed, life, ledger)),
    ...lives.flatMap((life) => sendgridRecords(seed, life, ledger)),
    ...zendeskRecords(seed, lives, ledger),
    ...receiptRecords(seed, lives, ledger),
    ...robotRecords(seed, ledger),
  ];
  ledger.count("shared_tablets", ledger.shared("anonymous_id"));
  ledger.count("family_phones", ledger.shared("phone"));
  ledger.count("big_ids", ledger.owned().filter(({ value }) => isBigId(value)).length);
  const records = plantFaults(seed, sound, ledger);
  return {
    files: worldFiles(records),
    people,
    truth: { identifiers: ledger.owned(), events: ownedEvents(records) },
    planted: ledger.counts(),
    expected: expectedAccounting(records),
  };
};
