// Appends made durable in groups: while one group is written and synced the next one gathers. What fails, fails as a
// group, and none of it counts; the next group begins a new segment.
import { ActiveSegment } from "./active-segment.ts";
import { encodeFrame, frameBytes, maxFrameBytes, placeFrame } from "./frame.ts";
import { frameTooLong, journalBusy, journalClosed, journalError } from "./journal-errors.ts";
import type { Segments } from "./segments.ts";

export interface CommitSettings {
  readonly folder: string;
  readonly identity: string;
  readonly seed: number;
  /** A segment that has grown above it is followed by another one. */
  readonly segmentBytes: number;
  /** So much may wait; what comes then is refused. */
  readonly maxQueuedBytes: number;
  /** How soon after a failure it is tried again where nobody appends. */
  readonly probeMilliseconds: number;
  readonly onDurable: () => void;
}

interface Waiting {
  readonly frame: Buffer;
  readonly records: number;
  readonly accept: (first: bigint) => void;
  readonly refuse: (error: unknown) => void;
}

/** One group at most, so that the first of it need not wait long for the last. */
const groupBytes = 8 << 20;
/** What a probe writes at least: less may fit beside a record that does not. */
const probeBytes = 64 << 10;

export class GroupCommit {
  readonly #settings: CommitSettings;
  readonly #segments: Segments;
  #active: ActiveSegment | undefined;
  #queue: Waiting[] = [];
  #queuedBytes = 0;
  /** The last failure, until something was made durable again. */
  #failedBytes: number | undefined;
  #probe: NodeJS.Timeout | undefined;
  #isClosed = false;
  /** Everything that touches the files, one after the other. */
  #work: Promise<void> = Promise.resolve();
  #isScheduled = false;

  constructor(settings: CommitSettings, segments: Segments) {
    this.#settings = settings;
    this.#segments = segments;
  }

  get isDurable(): boolean {
    return this.#failedBytes === undefined && !this.#isClosed;
  }

  append(source: string, records: readonly Buffer[]): Promise<bigint> {
    const { folder, seed, maxQueuedBytes } = this.#settings;
    const bytes = frameBytes(source, records);
    if (this.#isClosed) return Promise.reject(journalClosed(folder));
    if (bytes > maxFrameBytes) return Promise.reject(frameTooLong(folder, bytes));
    // One alone is taken whatever its size: else it could never be.
    if (this.#queuedBytes > 0 && this.#queuedBytes + bytes > maxQueuedBytes) {
      return Promise.reject(journalBusy(folder, this.#queuedBytes));
    }
    const frame = encodeFrame(source, records, Date.now(), seed);
    this.#queuedBytes += bytes;
    return new Promise((accept, refuse) => {
      this.#queue.push({ frame, records: records.length, accept, refuse });
      this.#schedule();
    });
  }

  /** Begins the first segment, or finds out that nothing can be made durable now. */
  async begin(): Promise<void> {
    await this.#alone(() => this.#tryBegin(0));
  }

  /** Closes a segment of which everything was passed, so that it can be removed. */
  async retire(position: bigint): Promise<void> {
    await this.#alone(async () => {
      if (this.#active === undefined || this.#active.isEmpty || this.#segments.next > position) return;
      await this.#active.close();
      this.#active = undefined;
      await this.#tryBegin(0);
    });
  }

  /** Writes what waits, and takes no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#probe);
    await this.#alone(async () => {
      while (this.#queue.length > 0) await this.#writeGroup();
    });
    await this.#active?.close();
  }

  #alone(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // Requests that arrived together are written together.
    setImmediate(() => void this.#alone(() => this.#writeNext()));
  }

  /** One group; the next one takes its turn behind other work, which would else wait as long as anybody appends. */
  async #writeNext(): Promise<void> {
    await this.#writeGroup();
    this.#isScheduled = this.#queue.length > 0;
    if (this.#isScheduled) void this.#alone(() => this.#writeNext());
  }

  async #writeGroup(): Promise<void> {
    if (this.#queue.length === 0) return;
    const group = this.#takeGroup();
    try {
      await this.#write(group);
    } catch (error) {
      await this.#fail(group, error);
    }
  }

  #takeGroup(): Waiting[] {
    let bytes = 0;
    const tooMany = this.#queue.findIndex(({ frame }, index) => {
      bytes += frame.length;
      return index > 0 && bytes > groupBytes;
    });
    return this.#queue.splice(0, tooMany === -1 ? this.#queue.length : tooMany);
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const active = await this.#segmentToWrite();
    let next = this.#segments.next;
    const firsts = group.map(({ frame, records }) => {
      const first = next;
      placeFrame(frame, first, this.#settings.seed);
      next += BigInt(records);
      return first;
    });
    await active.write(group.map(({ frame }) => frame));
    this.#segments.grown(next - this.#segments.next, active.bytes);
    this.#recovered();
    for (const [index, { frame, accept }] of group.entries()) {
      this.#queuedBytes -= frame.length;
      accept(firsts[index] ?? next);
    }
    this.#settings.onDurable();
  }

  async #segmentToWrite(): Promise<ActiveSegment> {
    if (this.#active !== undefined && this.#active.bytes < this.#settings.segmentBytes) return this.#active;
    await this.#active?.close();
    this.#active = undefined;
    return this.#beginSegment(0);
  }

  async #beginSegment(ballast: number): Promise<ActiveSegment> {
    const first = this.#segments.next;
    const active = await ActiveSegment.begin(
      this.#segments.pathOf(first),
      this.#settings.identity,
      first,
      ballast,
    );
    this.#active = active;
    this.#segments.begun(active.bytes);
    return active;
  }

  async #tryBegin(ballast: number): Promise<void> {
    try {
      await this.#beginSegment(ballast);
      this.#recovered();
      this.#settings.onDurable();
    } catch {
      this.#failed(ballast);
    }
  }

  async #fail(group: readonly Waiting[], error: unknown): Promise<void> {
    const bytes = group.reduce((sum, { frame }) => sum + frame.length, 0);
    this.#queuedBytes -= bytes;
    await this.#active?.abandon();
    this.#active = undefined;
    this.#failed(bytes);
    const told = await journalError(this.#settings.folder, error);
    for (const { refuse } of group) refuse(told);
  }

  #failed(bytes: number): void {
    this.#failedBytes = Math.min(Math.max(bytes, probeBytes), groupBytes);
    if (this.#isClosed) return;
    this.#probe ??= setTimeout(() => {
      this.#probe = undefined;
      void this.#alone(() => this.#tryAgain());
    }, this.#settings.probeMilliseconds).unref();
  }

  async #tryAgain(): Promise<void> {
    if (this.#failedBytes === undefined || this.#isClosed) return;
    await this.#tryBegin(this.#failedBytes);
  }

  #recovered(): void {
    this.#failedBytes = undefined;
    clearTimeout(this.#probe);
    this.#probe = undefined;
  }
}
