// The journal as an input of the stream: what was acknowledged comes out in order, as often as it is asked for, until it
// is stored. It never gives what is not durable, and tells every position that is missing.
import type {
  Arrival,
  InputState,
  StreamInput,
  StreamProgress,
  Taken,
} from "../../connectors/transports/stream-input.ts";
import { PolkuError } from "../../models/errors.ts";
import type { Frame } from "./frame.ts";
import { journalError } from "./journal-errors.ts";
import { JournalReader } from "./journal-reader.ts";
import type { Journal } from "./journal.ts";

/** The journal's name in accounting and among the offsets. */
export const journalStream = "journal";

/** Of records in one batch, however few they are. */
const batchBytes = 32 << 20;

interface Gathered {
  readonly positions: bigint[];
  readonly records: Buffer[];
}

/** One arrival for each source, in the order of their first records. */
const arrivalsOf = (frames: readonly Frame[]): Arrival[] => {
  const bySource = new Map<string, Gathered>();
  for (const { source, first, records } of frames) {
    const gathered = bySource.get(source) ?? { positions: [], records: [] };
    bySource.set(source, gathered);
    for (const [index, record] of records.entries()) {
      gathered.positions.push(first + BigInt(index));
      gathered.records.push(record);
    }
  }
  return [...bySource].map(([source, gathered]) => ({ source, origin: journalStream, ...gathered }));
};

const ownIn = (stored: readonly StreamProgress[]): StreamProgress | undefined =>
  stored.find(({ stream }) => stream === journalStream);

export class JournalInput implements StreamInput {
  readonly name = journalStream;
  readonly #journal: Journal;
  #reader: JournalReader;
  #stored = 1n;
  #problem: string | null = null;

  constructor(journal: Journal) {
    this.#journal = journal;
    this.#reader = new JournalReader(journal, this.#stored);
  }

  async start(stored: readonly StreamProgress[]): Promise<void> {
    const own = ownIn(stored);
    if (own !== undefined && own.mark !== null && own.mark !== this.#journal.mark) {
      throw new PolkuError("stream_refused", {
        stream: journalStream,
        problem: `${this.#journal.folder} is the journal of another workspace`,
        remedy: "Put back the journal that belongs to this workspace, or move this one away.",
      });
    }
    await this.rewind(stored);
  }

  async take(maxRecords: number): Promise<Taken> {
    const from = this.#reader.next;
    try {
      const { frames, gaps } = await this.#reader.read({ records: maxRecords, bytes: batchBytes });
      this.#problem = null;
      const next = this.#reader.next;
      return {
        arrivals: arrivalsOf(frames),
        progress: next > from ? [{ stream: journalStream, next, mark: this.#journal.mark }] : [],
        gaps: gaps.map((gap) => ({ stream: journalStream, ...gap })),
        oldestAt: frames.length === 0 ? null : Math.min(...frames.map(({ receivedAt }) => receivedAt)),
      };
    } catch (error) {
      // Nothing that was read on the way may be passed over.
      await this.#readFrom(from);
      const told = await journalError(this.#journal.folder, error);
      this.#problem = told.message;
      throw told;
    }
  }

  waiting(milliseconds: number): Promise<void> {
    return this.#journal.reached(this.#reader.next, milliseconds);
  }

  stored(progress: readonly StreamProgress[]): void {
    this.#stored = ownIn(progress)?.next ?? this.#stored;
  }

  async rewind(stored: readonly StreamProgress[]): Promise<void> {
    this.#stored = ownIn(stored)?.next ?? 1n;
    await this.#readFrom(this.#stored);
  }

  state(): InputState {
    return {
      name: this.name,
      isReading: this.#problem === null,
      problem: this.#problem,
      lag: Math.max(0, Number(this.#journal.next - this.#stored)),
    };
  }

  stop(): Promise<void> {
    return this.#reader.close();
  }

  async #readFrom(position: bigint): Promise<void> {
    await this.#reader.close();
    this.#reader = new JournalReader(this.#journal, position);
  }
}
