// Reads of profiles over HTTP, beside the writer: few at once, some that wait, and beyond that a refusal; only with a key.
import PQueue from "p-queue";
import type { LoadedConfig } from "../../config.ts";
import type { Logger } from "../../log.ts";
import type { Session } from "../../warehouse/session.ts";
import type { HttpAnswer, ProfileQuestion, ProfileReader } from "../serve-options.ts";
import type { IdentifierKeys } from "../../stages/resolve/evidence/identifier-keys.ts";
import { profileRefusals } from "./profile-result.ts";
import { readProfile } from "./read-profile.ts";
import { ReadingSession } from "./reading-session.ts";

const atOnce = 4;
const mostWaiting = 64;
const longestWaitMilliseconds = 5_000;
const learnEveryMilliseconds = 1_000;
const defaultLimit = 20;
const mostTouchpoints = 200;

export interface ProfileReadsSettings {
  readonly loaded: LoadedConfig;
  /** Of this store; forgotten while it is closed. */
  readonly keys: IdentifierKeys;
  /** Another connection to the store. */
  readonly openSession: () => Promise<Session>;
  /** True for a key that may read. */
  readonly mayRead: (key: string) => boolean;
  readonly log: Logger;
}

const answer = (status: number, body: unknown, headers?: Readonly<Record<string, string>>): HttpAnswer => ({
  status,
  body: JSON.stringify(body),
  ...(headers === undefined ? {} : { headers }),
});

const refused = (
  status: number,
  reason: string,
  detail: string,
  headers?: Readonly<Record<string, string>>,
): HttpAnswer => answer(status, { reason, detail }, headers);

const keyMissing = refused(
  401,
  "key_missing",
  "Reading profiles needs `Authorization: Bearer KEY` with a key of http.read_key_file.",
  { "www-authenticate": 'Bearer realm="polku"' },
);
const busy = refused(503, "busy", "More profiles are asked for than can be read.", { "retry-after": "1" });
const limitInvalid = refused(
  400,
  "limit_invalid",
  `limit is a whole number from 1 to ${String(mostTouchpoints)}.`,
);

const limitOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return defaultLimit;
  const limit = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= mostTouchpoints ? limit : undefined;
};

export class ProfileReads {
  readonly #settings: ProfileReadsSettings;
  readonly #queue = new PQueue({ concurrency: atOnce });
  #idle: ReadingSession[] = [];
  readonly #pending = new Set<Promise<unknown>>();
  #learnAt = 0;

  constructor(settings: ProfileReadsSettings) {
    this.#settings = settings;
  }

  readonly read: ProfileReader = async ({ key, limit: limitText, namespace, value }) => {
    if (key === undefined || !this.#settings.mayRead(key)) return keyMissing;
    const limit = limitOf(limitText);
    if (limit === undefined) return limitInvalid;
    if (this.#queue.size >= mostWaiting) return busy;
    const askedAt = performance.now();
    return this.#queue.add(async () =>
      performance.now() - askedAt > longestWaitMilliseconds
        ? busy
        : this.#answer({ namespace, value, limit }),
    );
  };

  /** Ends what runs, closes every connection, does `work` and goes on; what is asked meanwhile waits. */
  async whileClosed<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#queue.pause();
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
    for (const { session } of this.#idle.splice(0)) session.close();
    this.#settings.keys.clear();
    try {
      return await work();
    } finally {
      this.#queue.start();
    }
  }

  /** Closes every connection; nothing can be read afterwards. */
  async close(): Promise<void> {
    await this.whileClosed(async () => undefined);
    this.#queue.pause();
    this.#queue.clear();
  }

  async #answer(
    question: Pick<ProfileQuestion, "namespace" | "value"> & { limit: number },
  ): Promise<HttpAnswer> {
    try {
      const result = await this.#withSession((reading) =>
        readProfile(reading, this.#settings.keys, question),
      );
      // What was stored since is learnt while nobody waits for it.
      void this.#learn();
      return typeof result === "string" ? refused(404, result, profileRefusals[result]) : answer(200, result);
    } catch (error) {
      this.#settings.log.error({ err: error }, "profile not read");
      return refused(503, "unavailable", "The store cannot be read now.", { "retry-after": "5" });
    }
  }

  async #learn(): Promise<void> {
    if (performance.now() < this.#learnAt) return;
    this.#learnAt = performance.now() + learnEveryMilliseconds;
    await this.#withSession(({ session }) => this.#settings.keys.fill(session)).catch((error: unknown) =>
      this.#settings.log.warn({ err: error }, "keys of identifiers not learnt"),
    );
  }

  /** After an error the connection is not used again: the store may have been given up by its engine. */
  async #withSession<Result>(work: (reading: ReadingSession) => Promise<Result>): Promise<Result> {
    const run = async (): Promise<Result> => {
      const reading = this.#idle.pop() ?? (await this.#open());
      try {
        const result = await work(reading);
        this.#idle.push(reading);
        return result;
      } catch (error) {
        reading.session.close();
        throw error;
      }
    };
    const running = run();
    this.#pending.add(running);
    try {
      return await running;
    } finally {
      this.#pending.delete(running);
    }
  }

  async #open(): Promise<ReadingSession> {
    const { openSession, loaded } = this.#settings;
    return ReadingSession.open(await openSession(), loaded);
  }
}
