// Reads a request's body as bytes, whatever its content type says. Keeps no more than the limit; of a body that is
// longer it reads on for a while, so that its sender hears why it was refused.
import type { IncomingMessage } from "node:http";
import { Refusal } from "../refusal.ts";
import type { MemoryBudget } from "./memory-budget.ts";

/** So many times the limit is read and dropped before the connection is cut. */
const patience = 4;

const tooLarge = (limit: number): Refusal =>
  new Refusal("too_large", `The body is longer than ${String(limit)} bytes (http.max_body_bytes).`);

/** Nobody is there to read it, but it is counted. */
const cutOff = (): Refusal => new Refusal("cut_off", "The body ended before its end.");

const busy = (): Refusal =>
  new Refusal("too_busy", "Too many requests are being read; send this one again later.", 1);

/** A body as it is read; what it holds of the budget is given back with `release`. */
export class BodyReading {
  readonly #limit: number;
  readonly #budget: MemoryBudget;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #held = 0;
  #isOver = false;
  #refusal: Refusal | undefined;

  constructor(limit: number, budget: MemoryBudget) {
    this.#limit = limit;
    this.#budget = budget;
  }

  /** Resolves with the bytes, or with why there are none. */
  read(payload: IncomingMessage): Promise<Buffer | Refusal> {
    const announced = Number(payload.headers["content-length"] ?? 0);
    if (announced > this.#limit * patience) return Promise.resolve(tooLarge(this.#limit));
    return new Promise((resolve) => {
      payload.on("data", (chunk: Buffer) => {
        if (this.#add(chunk)) return;
        payload.removeAllListeners("data");
        payload.pause();
        resolve(this.#refusal ?? tooLarge(this.#limit));
      });
      payload.on("end", () => {
        resolve(this.#refusal ?? joined(this.#chunks, this.#length));
      });
      payload.on("error", () => resolve(cutOff()));
      payload.on("close", () => resolve(cutOff()));
    });
  }

  /** Also counts what the body became when it was unpacked. Undefined where there is room for it. */
  hold(bytes: number): Refusal | undefined {
    // Nobody waits any more; what is still done for this request is soon done.
    if (this.#isOver) return undefined;
    if (!this.#budget.take(bytes)) return busy();
    this.#held += bytes;
    return undefined;
  }

  /** The request is over: it was answered, or its sender went away. */
  release(): void {
    this.#isOver = true;
    this.#budget.release(this.#held);
    this.#held = 0;
  }

  /** False where no more is to be read. */
  #add(chunk: Buffer): boolean {
    this.#length += chunk.length;
    if (this.#refusal === undefined) {
      this.#refusal = this.#length > this.#limit ? tooLarge(this.#limit) : this.hold(chunk.length);
      if (this.#refusal === undefined) this.#chunks.push(chunk);
      else this.#chunks.length = 0;
    }
    return this.#length <= this.#limit * patience;
  }
}

const joined = (chunks: readonly Buffer[], length: number): Buffer => {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, length);
};
