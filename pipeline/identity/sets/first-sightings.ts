// When and how often each identifier was seen, gathered over typed arrays. Times and event keys are whole numbers below
// 2^53; whatever comes in whatever order, the answer is the same.
import { placesWhere } from "./places.ts";

/** By identifier key. Times are microseconds. */
export class FirstSightings {
  readonly events: Int32Array;
  readonly firstAt: Float64Array;
  readonly lastAt: Float64Array;
  /** An event at `firstAt`; which of several is not said. */
  readonly firstEvent: Float64Array;
  readonly isVerified: Uint8Array;
  /** Whether several events share the first instant. */
  readonly isTied: Uint8Array;

  constructor(size: number) {
    this.events = new Int32Array(size);
    this.firstAt = new Float64Array(size);
    this.lastAt = new Float64Array(size);
    this.firstEvent = new Float64Array(size);
    this.isVerified = new Uint8Array(size);
    this.isTied = new Uint8Array(size);
  }

  /** Adds a batch: no event may name an identifier twice. */
  add(
    keys: ArrayLike<number>,
    times: ArrayLike<number>,
    events: ArrayLike<number>,
    verified: ArrayLike<number>,
  ): void {
    for (let row = 0; row < keys.length; row += 1) {
      const key = keys[row] ?? 0;
      const at = times[row] ?? 0;
      const seen = this.events[key] ?? 0;
      this.events[key] = seen + 1;
      if (verified[row] === 1) this.isVerified[key] = 1;
      if (seen === 0 || at > (this.lastAt[key] ?? 0)) this.lastAt[key] = at;
      const first = this.firstAt[key] ?? 0;
      if (seen === 0 || at < first) {
        this.firstAt[key] = at;
        this.firstEvent[key] = events[row] ?? 0;
        this.isTied[key] = 0;
      } else if (at === first) this.isTied[key] = 1;
    }
  }

  /** Every identifier that was seen, ascending. */
  seen(): Int32Array {
    return placesWhere(this.events);
  }

  /** The seen ones whose first instant several events share. */
  tied(): Int32Array {
    return placesWhere(this.isTied);
  }
}
