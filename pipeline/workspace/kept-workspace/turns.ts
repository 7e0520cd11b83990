// Who may use what there is one of: one after the other, in the order in which they asked.
import { isInside, runInside } from "../../warehouse/session/inside.ts";

/** A promise, and what fulfils it. */
const untilEnded = (): { ended: Promise<void>; endTurn: () => void } => {
  const endings: (() => void)[] = [];
  const ended = new Promise<void>((settle) => endings.push(settle));
  return { ended, endTurn: () => endings.forEach((settle) => settle()) };
};

/** A fair turn. What `run` works on, and all it calls, has the turn already: it never waits for itself. */
export class Turns {
  #holder: symbol | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  /** Waits for the turn, and gives what ends it; to call that twice ends it once. */
  async take(): Promise<() => void> {
    return this.isMine ? () => undefined : (await this.#next()).end;
  }

  /** Runs `work` in a turn, which ends with it. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.isMine) return work();
    const { holder, end } = await this.#next();
    try {
      return await runInside(holder, work);
    } finally {
      end();
    }
  }

  async #next(): Promise<{ holder: symbol; end: () => void }> {
    const before = this.#tail;
    const { ended, endTurn } = untilEnded();
    this.#tail = before.then(() => ended);
    await before;
    const holder = Symbol("turn");
    this.#holder = holder;
    const end = (): void => {
      if (this.#holder === holder) this.#holder = undefined;
      endTurn();
    };
    return { holder, end };
  }

  /** Whether who asks is inside of the turn. What outlived its turn has none, though it began inside of one. */
  get isMine(): boolean {
    return this.#holder !== undefined && isInside(this.#holder);
  }
}
