// What the server of `polku stream` is given: the journal it appends to, keys, and what others have to say.
import type { Registry } from "prom-client";
import type { LoadedConfig } from "../config.ts";
import type { JournalSink } from "../journal/journal-log.ts";
import type { Logger } from "../log.ts";
import type { Reloadable } from "./access/keep-fresh.ts";

/** Whether the process can do its work, for `/readyz`. */
export interface Readiness {
  readonly isReady: boolean;
  /** What stands in the way, one sentence each, without personal data. */
  readonly reasons: readonly string[];
}

/** What `GET /v1/profiles/:namespace/:value` asks for. */
export interface ProfileQuestion {
  readonly namespace: string;
  readonly value: string;
  /** As it came with the request; undefined where none did. */
  readonly key: string | undefined;
  /** How many touchpoints, as it was written; undefined where nothing was. */
  readonly limit?: string | undefined;
}

/** An answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers for one profile; it alone decides whether the key may read. */
export type ProfileReader = (question: ProfileQuestion) => Promise<HttpAnswer>;

/** Whose a key is. The server reads the files again while it runs. */
export interface SourceKeys extends Reloadable {
  /** The source whose key this is. Takes the same time for every wrong key. */
  sourceOf(presentedKey: string): string | undefined;
}

export interface ServeOptions {
  readonly config: LoadedConfig;
  readonly sink: JournalSink;
  readonly keys: SourceKeys;
  /** Asked on every `/readyz`; that the journal is durable is asked beside it. */
  readonly status: () => Readiness;
  readonly metrics: Registry;
  readonly log: Logger;
  /** Without it there is no route for profiles. */
  readonly readProfile?: ProfileReader;
}

/** A server that listens. */
export interface RunningServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** Takes no more connections, lets requests end, and cuts off what has not ended by then. */
  close(options: { readonly deadlineSeconds: number }): Promise<void>;
}
