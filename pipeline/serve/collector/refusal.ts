// A request that is not taken, as a value: the status and the words that its sender gets. Never holds anything of the
// request's content.

/** Short names, for metrics and for senders that look at them. */
export type RefusalReason =
  | "no_key"
  | "wrong_key"
  | "wrong_route"
  | "origin_not_allowed"
  | "unknown_webhook"
  | "bad_signature"
  | "not_json"
  | "no_events"
  | "unknown_encoding"
  | "damaged_encoding"
  | "cut_off"
  | "too_large"
  | "too_many_items"
  | "too_fast"
  | "too_busy"
  | "not_durable";

const statuses: Readonly<Record<RefusalReason, number>> = {
  no_key: 401,
  wrong_key: 401,
  wrong_route: 403,
  origin_not_allowed: 403,
  unknown_webhook: 404,
  bad_signature: 401,
  not_json: 400,
  no_events: 400,
  unknown_encoding: 415,
  damaged_encoding: 400,
  cut_off: 400,
  too_large: 413,
  too_many_items: 413,
  too_fast: 429,
  too_busy: 503,
  not_durable: 503,
};

export class Refusal {
  readonly reason: RefusalReason;
  readonly message: string;
  /** Whole seconds, for what may be sent again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(reason: RefusalReason, message: string, retryAfterSeconds?: number) {
    this.reason = reason;
    this.message = message;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number {
    return statuses[this.reason];
  }

  /** JSON text. */
  get body(): string {
    return JSON.stringify({ error: this.reason, message: this.message });
  }
}
