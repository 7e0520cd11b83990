// Whose a request is. The key decides the source, whatever the request says of itself; a webhook is known by its signature.
import type { IncomingHttpHeaders } from "node:http";
import type { SourceConfig } from "../../../models/config.ts";
import type { LoadedConfig } from "../../config.ts";
import type { Webhooks } from "../access/webhooks.ts";
import type { SourceKeys } from "../serve-options.ts";
import { keysOfBody, keysOfHeaders } from "./presented-keys.ts";
import { type Protocol, protocolOf } from "./protocols.ts";
import { Refusal } from "./refusal.ts";

export interface Sender {
  readonly source: SourceConfig;
  /** What it is counted by, when too many events come; of a webhook no key. */
  readonly rateKey: string;
  /** The key that was presented; undefined for a webhook. */
  readonly key: string | undefined;
  /** Takes back that a request was seen, where it could not be kept. */
  readonly forget: () => void;
}

export interface Presented {
  readonly headers: IncomingHttpHeaders;
  readonly query: Readonly<Record<string, unknown>>;
  /** Unpacked. */
  readonly body: Buffer;
}

const howToSend =
  "Send it as Authorization: Bearer KEY, as the user name of Basic, as x-api-key, or as writeKey or api_key in the body.";

export class Senders {
  readonly #sources: ReadonlyMap<string, SourceConfig>;
  readonly #keys: SourceKeys;
  readonly #webhooks: Webhooks;

  constructor({ config }: LoadedConfig, keys: SourceKeys, webhooks: Webhooks) {
    this.#sources = new Map(config.sources.map((source) => [source.name, source]));
    this.#keys = keys;
    this.#webhooks = webhooks;
  }

  /** The sender by its key, where its source takes what is said by this protocol. */
  byKey({ headers, query, body }: Presented, protocol: Protocol): Sender | Refusal {
    const ofHeaders = keysOfHeaders(headers, query);
    const known = this.#firstKnown(ofHeaders);
    const ofBody = known === undefined ? keysOfBody(body) : [];
    const found = known ?? this.#firstKnown(ofBody);
    if (found === undefined) return unknownKey(ofHeaders.length + ofBody.length);
    const { source, key } = found;
    if (protocol.connectors?.includes(source.connector) === false) return wrongRoute(source, protocol.title);
    return { source, key, rateKey: key, forget: () => undefined };
  }

  /** The source of the first key that has one, where it is of one of these connectors. */
  sourceOf(
    keys: readonly string[],
    connectors: readonly string[],
  ): { readonly source: SourceConfig; readonly key: string } | Refusal {
    const found = this.#firstKnown(keys);
    if (found === undefined) return unknownKey(keys.length);
    return connectors.includes(found.source.connector) ? found : wrongRoute(found.source, "this address");
  }

  /** The sender of a webhook, where it is signed as its source says. */
  bySignature(name: string, { headers, body }: Presented): Sender | Refusal {
    const source = this.#sources.get(name);
    const verdict = this.#webhooks.verify(name, headers, body);
    if (source === undefined || verdict === undefined) {
      return new Refusal(
        "unknown_webhook",
        "There is no such webhook: a source has one where its inputs say `http: { webhook: … }`.",
      );
    }
    if (!verdict.isValid) {
      return new Refusal("bad_signature", `The signature is not accepted: ${verdict.problem ?? "unknown"}.`);
    }
    const forget = (): void => this.#webhooks.forget(name, verdict);
    return { source, key: undefined, rateKey: `webhook ${name}`, forget };
  }

  #firstKnown(keys: readonly string[]): { source: SourceConfig; key: string } | undefined {
    for (const key of keys) {
      const source = this.#sources.get(this.#keys.sourceOf(key) ?? "");
      if (source !== undefined) return { source, key };
    }
    return undefined;
  }
}

const unknownKey = (presented: number): Refusal =>
  presented === 0
    ? new Refusal("no_key", `There is no write key. ${howToSend}`)
    : new Refusal("wrong_key", "The write key is not known here. `polku keys add SOURCE` makes one.");

const wrongRoute = (source: SourceConfig, title: string): Refusal => {
  const own = protocolOf(source.connector);
  const way = own === undefined ? `/v1/webhooks/${source.name}` : own.title;
  return new Refusal(
    "wrong_route",
    `The key is that of the source ${source.name} (${source.connector}), which takes events at ${way}, not at ${title}.`,
  );
};
