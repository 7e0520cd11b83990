// How many events a key may send: a token bucket for each, filled at `http.max_events_per_second` and holding one second
// of it. Its clock only goes forward, whatever is done to the machine's; its memory is bounded.

/** More keys than any configuration has. */
const mostBuckets = 10_000;

/** Of an event, by which sums of fractions may be off. */
const roundingError = 1e-6;

export interface RateVerdict {
  readonly isAllowed: boolean;
  /** Whole seconds after which the same request would be allowed, if nothing else came; 0 where it is allowed now. */
  readonly retryAfterSeconds: number;
}

interface Bucket {
  tokens: number;
  /** Nanoseconds of the clock. */
  filledAt: bigint;
}

export class RateLimit {
  readonly #eventsPerSecond: number;
  readonly #clock: () => bigint;
  /** The longest unused first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(eventsPerSecond: number, clock: () => bigint = () => process.hrtime.bigint()) {
    this.#eventsPerSecond = eventsPerSecond;
    this.#clock = clock;
  }

  /**
   * Asks for so many events of a key's owner. A request of more than a second's worth is allowed when the bucket is full,
   * and paid back before the next: so every size passes at last, and the average holds. What is refused costs nothing.
   */
  take(key: string, events: number): RateVerdict {
    const bucket = this.#filled(key);
    const missing = Math.min(events, this.#eventsPerSecond) - bucket.tokens;
    if (missing > roundingError) {
      const seconds = Math.ceil(missing / this.#eventsPerSecond);
      return { isAllowed: false, retryAfterSeconds: Math.max(1, seconds) };
    }
    bucket.tokens -= events;
    return { isAllowed: true, retryAfterSeconds: 0 };
  }

  /** How many owners are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  #filled(key: string): Bucket {
    const now = this.#clock();
    const bucket = this.#buckets.get(key) ?? { tokens: this.#eventsPerSecond, filledAt: now };
    const seconds = Number(now - bucket.filledAt) / 1e9;
    bucket.tokens = Math.min(this.#eventsPerSecond, bucket.tokens + seconds * this.#eventsPerSecond);
    bucket.filledAt = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > mostBuckets) this.#forgetLongestUnused();
    return bucket;
  }

  #forgetLongestUnused(): void {
    const [longestUnused] = this.#buckets.keys();
    if (longestUnused !== undefined) this.#buckets.delete(longestUnused);
  }
}
