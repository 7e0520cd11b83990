// What a refused link lost against: the first link that was kept of one of its ends.

export class Winners {
  readonly #first: Int32Array;

  constructor(size: number) {
    this.#first = new Int32Array(size).fill(-1);
  }

  keep(link: number, ...ends: readonly number[]): void {
    for (const end of ends) if (this.#first[end] === -1) this.#first[end] = link;
  }

  /** Of the weaker end where it has one, else of the stronger. */
  over(from: number, to: number): { readonly winner?: number } {
    const winner = [this.#first[to], this.#first[from]].find((link) => link !== undefined && link >= 0);
    return winner === undefined ? {} : { winner };
  }
}
