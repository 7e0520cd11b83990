// Remembers requests until their time is over, so that one that was overheard is not taken again. Bounded: of too many
// the oldest are forgotten, which does no harm, because an event is stored once however often it comes.

const mostRemembered = 100_000;

export class SeenRequests {
  /** Each request with the instant from which it is stale anyway; in the order in which they came. */
  readonly #until = new Map<string, number>();
  readonly #most: number;

  constructor(most = mostRemembered) {
    this.#most = most;
  }

  /** True for the first time that a request is seen before `until`; milliseconds since 1970. */
  isFirst(request: string, until: number, now: number): boolean {
    this.#forgetStale(now);
    const seenUntil = this.#until.get(request);
    if (seenUntil !== undefined && seenUntil >= now) return false;
    this.#until.delete(request);
    this.#until.set(request, until);
    return true;
  }

  /** Takes a request back: it was not accepted after all, and may come again. */
  forget(request: string): void {
    this.#until.delete(request);
  }

  get size(): number {
    return this.#until.size;
  }

  #forgetStale(now: number): void {
    for (const [request, until] of this.#until) {
      if (until >= now && this.#until.size < this.#most) return;
      this.#until.delete(request);
    }
  }
}
