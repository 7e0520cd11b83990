// Takes one request: whose it is, what is in it, whether it may come now; then into the journal, and only then an answer.
// Knows the order of these steps; refuses a request whole, never because of one event in it.
import type { LoadedConfig } from "../../config.ts";
import type { JournalSink } from "../../journal/journal-log.ts";
import type { Logger } from "../../log.ts";
import type { RateLimit } from "../access/rate.ts";
import { answerText } from "./answers.ts";
import type { BodyReading } from "./body/read-body.ts";
import { unpack } from "./body/unpack.ts";
import type { CollectorMetrics } from "./collector-metrics.ts";
import { binaryCloudEvent, isBinaryCloudEvent } from "./cutting/cloud-event.ts";
import { type CutBody, cutBody } from "./cutting/cut-body.ts";
import { type LaidRecords, layRecords } from "./cutting/lay-records.ts";
import { notJson } from "./cutting/not-json.ts";
import { type CollectorRoute, cloudEvents, wireNamesOf } from "./protocols.ts";
import { Refusal } from "./refusal.ts";
import type { Presented, Sender, Senders } from "./senders.ts";

export interface Incoming extends Presented {
  readonly route: CollectorRoute;
  /** The source that the path of a webhook names. */
  readonly webhook: string | undefined;
  readonly mediaType: string;
  /** How `body` was read; null where there was none. */
  readonly reading: BodyReading | null;
}

export interface CollectorParts {
  readonly config: LoadedConfig;
  readonly sink: JournalSink;
  readonly senders: Senders;
  readonly rate: RateLimit;
  readonly metrics: CollectorMetrics;
  readonly log: Logger;
}

const isLinesType = (mediaType: string): boolean =>
  /^application\/(x-)?(ndjson|jsonl|jsonlines|json-lines)\b/i.test(mediaType);

/** Seconds until a journal that cannot write is asked again. */
const pauseSeconds = 5;

const complaintMilliseconds = 10_000;

const notDurable = (): Refusal =>
  new Refusal("not_durable", "Events cannot be made durable now; send them again.", pauseSeconds);

export class Collector {
  readonly #parts: CollectorParts;
  #complainedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
  }

  /** Resolves with the answer's text when every event is durable, or with why none of them is. */
  async collect(incoming: Incoming): Promise<string | Refusal> {
    const { sink, config } = this.#parts;
    if (!sink.isDurable) return notDurable();
    const encoding = incoming.headers["content-encoding"] ?? "";
    const plain = await unpack(incoming.body, encoding, config.config.http.max_body_bytes);
    if (plain instanceof Refusal) return plain;
    if (plain !== incoming.body) {
      const refusal = incoming.reading?.hold(plain.length);
      if (refusal !== undefined) return refusal;
    }
    const sender = this.#senderOf(incoming, plain);
    if (sender instanceof Refusal) return sender;
    const kept = await this.#keep(incoming, sender, plain);
    if (kept instanceof Refusal) sender.forget();
    return kept;
  }

  #senderOf(incoming: Incoming, body: Buffer): Sender | Refusal {
    const { senders } = this.#parts;
    const { headers, query, route, webhook } = incoming;
    const presented = { headers, query, body };
    return webhook === undefined
      ? senders.byKey(presented, route.protocol)
      : senders.bySignature(webhook, presented);
  }

  async #keep(incoming: Incoming, sender: Sender, plain: Buffer): Promise<string | Refusal> {
    const { sink, metrics } = this.#parts;
    const { route, mediaType, headers } = incoming;
    const isBinary = route.protocol === cloudEvents && isBinaryCloudEvent(mediaType, headers);
    const body = isBinary ? binaryCloudEvent(plain, mediaType, headers) : plain;
    if (body === null) return notJson(plain);
    const names = wireNamesOf(sender.source.connector);
    const { max_items: maxItems } = this.#parts.config.config.http;
    const { protocol } = route;
    const cut = cutBody(body, { protocol, names, maxItems, isLines: isLinesType(mediaType) });
    if (cut instanceof Refusal) return cut;
    const refusal = this.#excess(sender, cut);
    if (refusal !== undefined) return refusal;
    const { records, reasons } = this.#lay(body, cut, sender, route.type);
    if (records.length > 0) {
      try {
        await sink.append(sender.source.name, records);
      } catch (error) {
        this.#complain(error);
        return notDurable();
      }
    }
    const quarantined = reasons.reduce((sum, reason) => sum + (reason === null ? 0 : 1), 0);
    metrics.events(sender.source.name, records.length - quarantined, quarantined);
    return answerText(protocol.opening, body, cut.items, reasons);
  }

  /** Once in a while: a full disk refuses every request, and a log on it would fill it further. */
  #complain(error: unknown): void {
    const now = performance.now();
    if (now - this.#complainedAt < complaintMilliseconds) return;
    this.#complainedAt = now;
    this.#parts.log.error({ err: error }, "events cannot be made durable");
  }

  /** Why a request with so many events is not taken. */
  #excess(sender: Sender, { items, context }: CutBody): Refusal | undefined {
    const { max_items, max_body_bytes } = this.#parts.config.config.http;
    if (items.length > max_items) {
      return new Refusal(
        "too_many_items",
        `A request may hold ${String(max_items)} events (http.max_items).`,
      );
    }
    if ((context.end - context.start) * items.length > max_body_bytes) {
      return new Refusal(
        "too_large",
        "The context of the batch is too long to be kept with each of its events.",
      );
    }
    const { isAllowed, retryAfterSeconds } = this.#parts.rate.take(sender.rateKey, items.length);
    return isAllowed
      ? undefined
      : new Refusal(
          "too_fast",
          "This key sends too many events (http.max_events_per_second).",
          retryAfterSeconds,
        );
  }

  #lay(body: Buffer, cut: CutBody, { key, source }: Sender, type: string | undefined): LaidRecords {
    const { max_line_bytes: maxLineBytes, max_depth: maxDepth } = this.#parts.config.config.limits;
    const facts = { key, type, receivedAt: new Date().toISOString() };
    return layRecords(body, cut, wireNamesOf(source.connector), facts, { maxLineBytes, maxDepth });
  }
}
