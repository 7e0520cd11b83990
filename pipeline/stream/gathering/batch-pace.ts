// When a batch that grows is to be mapped: just so early that it is mapped when the one before is stored. Earlier, and it would
// wait while it could grow; later, and the writer would wait for it.

export class BatchPace {
  /** Of the batch before, in milliseconds. */
  #mappingTook = 0;
  #storingTook = 0;
  #storingSince: number | undefined;

  /** True while a batch that is mapped now would wait for the one that is stored, if both take as long as those before. */
  get isEarly(): boolean {
    if (this.#storingSince === undefined) return false;
    return performance.now() < this.#storingSince + this.#storingTook - this.#mappingTook;
  }

  async mapping<Result>(work: () => Promise<Result>): Promise<Result> {
    const since = performance.now();
    const result = await work();
    this.#mappingTook = performance.now() - since;
    return result;
  }

  async storing<Result>(work: () => Promise<Result>): Promise<Result> {
    const since = performance.now();
    this.#storingSince = since;
    try {
      return await work();
    } finally {
      this.#storingTook = performance.now() - since;
      this.#storingSince = undefined;
    }
  }
}
