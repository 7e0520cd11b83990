// A journal in a folder of its own, for tests: what goes in, and what comes out.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StreamGap, StreamProgress } from "../../../connectors/transports/stream-input.ts";
import { JournalInput } from "../../../pipeline/journal/journal-input.ts";
import { Journal, type JournalOptions } from "../../../pipeline/journal/journal.ts";

export const bytesOf = (...records: readonly string[]): Buffer[] =>
  records.map((record) => Buffer.from(record));

/** Everything an input gave: each record as `position source record`, in order, and the gaps. */
export interface Contents {
  readonly records: string[];
  readonly gaps: StreamGap[];
  readonly next: bigint;
}

/** Takes until nothing comes. */
export const drain = async (input: JournalInput, maxRecords = 1000): Promise<Contents> => {
  const found: { at: bigint; text: string }[] = [];
  const gaps: StreamGap[] = [];
  let next = 1n;
  for (;;) {
    const taken = await input.take(maxRecords);
    gaps.push(...taken.gaps);
    for (const { source, positions, records } of taken.arrivals) {
      for (const [index, at] of positions.entries()) {
        found.push({ at, text: `${String(at)} ${source} ${records[index]?.toString() ?? ""}` });
      }
    }
    const progress = taken.progress[0];
    if (progress === undefined) break;
    next = progress.next;
  }
  const records = found.toSorted((one, other) => Number(one.at - other.at)).map(({ text }) => text);
  return { records, gaps, next };
};

/** In memory where the machine has such a disk: a journal that is opened hundreds of times waits for thousands of syncs. */
const parent = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

export class JournalFolder {
  readonly parent = mkdtempSync(join(parent, "polku-journal-"));
  readonly folder = join(this.parent, "journal");
  readonly #open: Journal[] = [];

  async open(options: JournalOptions = {}): Promise<Journal> {
    const journal = await Journal.open(this.folder, options);
    this.#open.push(journal);
    return journal;
  }

  /** What a journal gives to a store that has stored so much. */
  async contents(
    journal: Journal,
    stored: readonly StreamProgress[] = [],
    maxRecords = 1000,
  ): Promise<Contents> {
    const input = new JournalInput(journal);
    await input.start(stored);
    const contents = await drain(input, maxRecords);
    await input.stop();
    return contents;
  }

  files(): string[] {
    return readdirSync(this.folder).toSorted();
  }

  async remove(): Promise<void> {
    for (const journal of this.#open) await journal.close();
    rmSync(this.parent, { recursive: true, force: true });
  }
}
