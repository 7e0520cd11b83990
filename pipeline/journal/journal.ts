// The journal of a workspace: what was sent is on the disk here before it is acknowledged, and stays until a verified
// checkpoint of the store has passed it. One process opens it at a time; positions are never given out twice.
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { PolkuError } from "../../models/errors.ts";
import { GroupCommit } from "./group-commit.ts";
import { journalError } from "./journal-errors.ts";
import type { JournalSink } from "./journal-log.ts";
import { recover, type Recovered } from "./recovery.ts";
import { seedOf } from "./segment-header.ts";
import { Segments, type Span, syncFolder } from "./segments.ts";

export interface JournalOptions {
  /** The position after what the store has stored of this journal: no earlier one is given out. */
  readonly atLeast?: bigint;
  /** The mark the store has of this journal; null where it has none yet. */
  readonly mark?: string | null;
  readonly segmentBytes?: number;
  readonly maxQueuedBytes?: number;
  readonly probeMilliseconds?: number;
}

const defaults = { segmentBytes: 64_000_000, maxQueuedBytes: 128_000_000, probeMilliseconds: 1000 };

const refuseOther = (folder: string): PolkuError =>
  new PolkuError("stream_refused", {
    stream: folder,
    problem: "it is the journal of another workspace",
    remedy: "Put back the journal that belongs to this workspace, or move this one away.",
  });

const openFolder = async (folder: string, mark: string | null): Promise<Recovered> => {
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    // A folder is durable with the one that names it.
    if (made !== undefined) for (const parent of [folder, made]) await syncFolder(dirname(parent));
    return await recover(folder, mark);
  } catch (error) {
    throw await journalError(folder, error);
  }
};

export class Journal implements JournalSink {
  /** By which the store recognises it: 32 hexadecimal digits. */
  readonly mark: string;
  readonly folder: string;
  /** Where the checksums of its frames begin. */
  readonly seed: number;
  readonly #segments: Segments;
  readonly #commit: GroupCommit;
  readonly #listeners = new Set<() => void>();

  private constructor(folder: string, mark: string, segments: Segments, options: JournalOptions) {
    this.folder = folder;
    this.mark = mark;
    this.seed = seedOf(mark);
    this.#segments = segments;
    this.#commit = new GroupCommit(
      {
        ...defaults,
        ...options,
        folder,
        identity: mark,
        seed: this.seed,
        onDurable: () => {
          for (const listener of this.#listeners) listener();
        },
      },
      segments,
    );
  }

  /**
   * Opens the journal in a folder, and makes one where none is. What was acknowledged is there again.
   * Opens also where nothing can be made durable now: then it can be read, and `isDurable` is false.
   * Throws stream_refused where it is not the journal the store knows, or of a newer polku; disk_full, journal_failed.
   */
  static async open(folder: string, options: JournalOptions = {}): Promise<Journal> {
    const { atLeast = 1n, mark = null } = options;
    const { segments, identity, next } = await openFolder(folder, mark);
    if (identity !== null && mark !== null && identity !== mark) throw refuseOther(folder);
    // A journal that the store knows and that is gone held nobody knows what: the position after it tells of that.
    const least = next === null && mark !== null ? atLeast + 1n : atLeast;
    const own = identity ?? mark ?? randomBytes(16).toString("hex");
    const start = next === null || next < least ? least : next;
    const journal = new Journal(folder, own, new Segments(folder, segments, start), options);
    await journal.#commit.begin();
    return journal;
  }

  get isDurable(): boolean {
    return this.#commit.isDurable;
  }

  /** The position after the last record that is durable. */
  get next(): bigint {
    return this.#segments.next;
  }

  append(source: string, records: readonly Buffer[]): Promise<bigint> {
    return this.#commit.append(source, records);
  }

  /** What may be read from a position on; undefined where nothing is there yet. */
  spanAt(position: bigint): Span | undefined {
    return this.#segments.spanAt(position);
  }

  /** Resolves when a record of this position is durable, or after so long. */
  reached(position: bigint, milliseconds: number): Promise<void> {
    if (position < this.next) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve();
      };
      const look = (): void => {
        if (position < this.next) done();
      };
      const timer = setTimeout(done, milliseconds);
      this.#listeners.add(look);
    });
  }

  /** Removes what a verified checkpoint has passed: everything before a position, in whole segments. */
  async release(next: bigint): Promise<void> {
    await this.#commit.retire(next);
    await this.#segments.removeBefore(next);
  }

  /** Waits for what was appended, and takes no more. */
  close(): Promise<void> {
    return this.#commit.close();
  }
}
