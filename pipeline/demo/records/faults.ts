// What goes wrong on the way: records sent twice, changed under the same id, broken, late, or dated by a clock
// that is wrong. Each is planted with its outcome known, so that a run's accounting can be held against it.
import type { QuarantineReason } from "../../../models/verdict.ts";
import { Random } from "../world/random.ts";
import type { Ledger } from "./ledger.ts";
import type { Fate, SourceName, WorldRecord } from "./world-record.ts";

/** Share of records that are delivered twice, and of the first weeks' web records that arrive in March. */
const duplicateShare = 0.01;
const lateShare = 0.02;
const lateUntil = Date.UTC(2026, 0, 31);
const lateFile = "web/2026-03-late.ndjson";
const resentFile = "store/receipts-2026-03-resent.csv";

const conflictingRecords = 8;
const futureRecords = 12;

/** How a source's records break: how one then reads, and how often it is planted. */
interface Break {
  readonly source: SourceName;
  readonly reason: QuarantineReason;
  readonly times: number;
  readonly apply: (line: string) => string;
}

const cut = (line: string): string => line.slice(0, Math.floor(line.length * 0.6));

const replaced =
  (pattern: RegExp, replacement: string) =>
  (line: string): string =>
    line.replace(pattern, replacement);

const timestamp = /"timestamp":("[^"]*"|\d+)/;

/** A row of a receipt of its own, so that it breaks no other. */
const ownReceipt =
  (apply: (row: string) => string) =>
  (row: string): string =>
    apply(row.replace(/^[^,]*/, "9-$&"));

const breaks: readonly Break[] = [
  { source: "shop-web", reason: "not_json", times: 40, apply: cut },
  {
    source: "shop-web",
    reason: "bad_time",
    times: 25,
    apply: replaced(timestamp, '"timestamp":"2026-02-30T25:61"'),
  },
  {
    source: "shop-web",
    reason: "unknown_kind",
    times: 20,
    apply: replaced(/"type":"[a-z]+"/, '"type":"heartbeat"'),
  },
  { source: "newsletter", reason: "not_json", times: 12, apply: cut },
  { source: "newsletter", reason: "bad_time", times: 10, apply: replaced(timestamp, '"timestamp":"n/a"') },
  {
    source: "newsletter",
    reason: "unknown_kind",
    times: 8,
    apply: replaced(/"event":"[a-z]+"/, '"event":"pigeon"'),
  },
  {
    source: "tills",
    reason: "bad_row",
    times: 10,
    apply: ownReceipt((row) => row.split(",").slice(0, 3).join(",")),
  },
  {
    source: "tills",
    reason: "bad_time",
    times: 12,
    apply: ownReceipt(replaced(/\d{4}-[\d-]+ [\d:]+/, "eilen illalla")),
  },
  { source: "care", reason: "not_json", times: 2, apply: cut },
];

/** Chooses records, each at most once, so that no two faults meet in one. */
class Choice {
  readonly #random: Random;
  readonly #records: readonly WorldRecord[];
  readonly #taken = new Set<WorldRecord>();

  constructor(seed: string, records: readonly WorldRecord[]) {
    this.#random = new Random(seed, "faults");
    this.#records = records;
  }

  take(count: number, fits: (record: WorldRecord) => boolean): WorldRecord[] {
    const candidates = this.#records.filter((record) => fits(record) && !this.#taken.has(record));
    const chosen: WorldRecord[] = [];
    while (chosen.length < count && candidates.length > 0) {
      chosen.push(...candidates.splice(this.#random.integer(0, candidates.length), 1));
    }
    for (const record of chosen) this.#taken.add(record);
    return chosen;
  }

  share(part: number, fits: (record: WorldRecord) => boolean): WorldRecord[] {
    return this.take(Math.round(this.#records.filter(fits).length * part), fits);
  }

  newId(): string {
    return this.#random.uuid();
  }
}

const isLine = ({ file }: WorldRecord): boolean => /^(web\/2|email\/.*ndjson|store\/|service\/)/.test(file);
const isPageCall = (record: WorldRecord): boolean =>
  record.source === "shop-web" && isLine(record) && record.lines[0]?.includes('"properties":{"') === true;

const withFate = (record: WorldRecord, fate: Fate): WorldRecord => ({
  ...record,
  events: record.events.map((event) => ({ ...event, fate })),
});

/** The same again: web and mail into the same file, whole receipts into a delivery of their own. */
const duplicatesOf = (choice: Choice): WorldRecord[] =>
  choice
    .share(duplicateShare, ({ source }) => source !== "care")
    .map((record) => withFate(record, "duplicate"))
    .map((record) => (record.source === "tills" ? { ...record, file: resentFile } : record));

/** The same id with other content, and no revision that could tell which of the two is right. */
const conflictsOf = (choice: Choice): WorldRecord[] =>
  choice.take(conflictingRecords, isPageCall).map((record) => ({
    ...withFate(record, "conflicting"),
    lines: record.lines.map((line) => line.replace('"properties":{', '"properties":{"resent_by":"proxy",')),
  }));

/** Events of a client whose clock runs years ahead. */
const futuresOf = (choice: Choice): WorldRecord[] =>
  choice.take(futureRecords, isPageCall).map((record) => {
    const eventId = choice.newId();
    const lines = record.lines.map((line) =>
      line
        .replace(/"messageId":"[^"]*"/, `"messageId":"${eventId}"`)
        .replace(timestamp, '"timestamp":"2031-01-01T00:00:00.000Z"'),
    );
    return { ...record, lines, events: [{ eventId, person: null, fate: "stored", isFuture: true }] };
  });

const brokenOf = (choice: Choice): WorldRecord[] =>
  breaks.flatMap(({ source, reason, times, apply }) =>
    choice
      .take(times, (record) => record.source === source && isLine(record))
      .map((record) => ({
        ...record,
        lines: record.lines.slice(0, 1).map(apply),
        brokenAs: reason,
        events: [],
      })),
  );

/** The records with all that goes wrong, in no particular order. */
export const plantFaults = (seed: string, records: readonly WorldRecord[], ledger: Ledger): WorldRecord[] => {
  const choice = new Choice(seed, records);
  const added = [duplicatesOf, conflictsOf, futuresOf, brokenOf].flatMap((plant) => plant(choice));
  const late = new Set(choice.share(lateShare, (record) => isPageCall(record) && record.at < lateUntil));
  ledger.count("late_records", late.size);
  return [...records.map((record) => (late.has(record) ? { ...record, file: lateFile } : record)), ...added];
};
