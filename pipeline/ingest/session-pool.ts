// Sets of sessions for reading files: opened when first needed, used by one file at a time, reused.
import type { Session } from "../warehouse/session.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";

type SessionSet = readonly [Session, ...Session[]];

export class SessionPool {
  readonly #warehouse: Warehouse;
  readonly #size: number;
  readonly #free: SessionSet[] = [];

  /** `size`: sessions in a set. */
  constructor(warehouse: Warehouse, size: number) {
    this.#warehouse = warehouse;
    this.#size = size;
  }

  /** Lends a set for the time of `work`. */
  async use<Result>(work: (sessions: SessionSet) => Promise<Result>): Promise<Result> {
    const sessions = this.#free.pop() ?? (await this.#open());
    try {
      return await work(sessions);
    } finally {
      this.#free.push(sessions);
    }
  }

  /** Call it when nothing is lent. */
  close(): void {
    for (const sessions of this.#free) for (const session of sessions) session.close();
  }

  async #open(): Promise<SessionSet> {
    const first = await this.#warehouse.mappingSession();
    const others: Session[] = [];
    while (others.length + 1 < this.#size) others.push(await this.#warehouse.mappingSession());
    return [first, ...others];
  }
}
