// The contract of a transport that streams: records with their places, handed over when asked for. It keeps nothing that
// could be lost: how far it was stored is told by the store when it starts, and it goes on from there.

/** How far a stream is stored. */
export interface StreamProgress {
  /** `kafka:<topic>/<partition>`, or `journal`; unique over all inputs of a workspace. */
  readonly stream: string;
  /** Everything before this position is stored. */
  readonly next: bigint;
  /** Recognises the stream: another topic of the same name has another one. Null where there is nothing to tell by. */
  readonly mark: string | null;
}

/** Records of one source that came one after the other. */
export interface Arrival {
  readonly source: string;
  /** As it stands in accounting and quarantine: the stream's name. */
  readonly origin: string;
  /** Rising, with gaps where the stream has some; of each record. */
  readonly positions: readonly bigint[];
  /** Each record as it came: JSON text. */
  readonly records: readonly Buffer[];
}

/** Positions that are gone: the stream forgot them before they were read. */
export interface StreamGap {
  readonly stream: string;
  readonly from: bigint;
  /** The first position that is there again. */
  readonly to: bigint;
  readonly reason: string;
}

/** What an input hands over for one micro-batch. It is stored with the progress and the gaps, or not at all. */
export interface Taken {
  readonly arrivals: readonly Arrival[];
  readonly progress: readonly StreamProgress[];
  readonly gaps: readonly StreamGap[];
  /** When the oldest of the records was handed to this process, in milliseconds since 1970; null where there is none. */
  readonly oldestAt: number | null;
}

/** How an input is doing, for readiness and metrics. */
export interface InputState {
  readonly name: string;
  /** False where records could not be read now: no broker answers, the consumer crashed. */
  readonly isReading: boolean;
  readonly problem: string | null;
  /** Records known to wait, in this process and before it; null where nobody knows. */
  readonly lag: number | null;
}

/**
 * A running input. `take` gives what waits, at most about so many records, at once, and nothing twice unless `rewind`
 * asked for it; a record is handed over again when its batch was not stored. Memory is bounded: an input stops
 * reading while what it holds is not taken.
 */
export interface StreamInput {
  readonly name: string;
  /** Begins after what is stored. Throws stream_refused where that cannot be right, input_unusable where nothing answers. */
  start(stored: readonly StreamProgress[]): Promise<void>;
  take(maxRecords: number): Taken | Promise<Taken>;
  /** Resolves when there is something to take, or after so long. */
  waiting(milliseconds: number): Promise<void>;
  /** Told after the commit: what was handed over is stored. Nothing that matters may depend on it. */
  stored(progress: readonly StreamProgress[]): void;
  /** Goes back to what is stored, after a batch that was not. */
  rewind(stored: readonly StreamProgress[]): Promise<void>;
  state(): InputState;
  /** Ends reading; what was not taken is dropped and comes again next time. */
  stop(): Promise<void>;
}
