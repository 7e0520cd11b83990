// What the collector tells Prometheus. Labels are routes, names of the configuration and words of closed lists.
import { Counter, Histogram, type Registry } from "prom-client";

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export class CollectorMetrics {
  readonly #requests: Counter<"route" | "outcome">;
  readonly #events: Counter<"source" | "verdict">;
  readonly #seconds: Histogram<"route">;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#requests = new Counter({
      name: "polku_http_requests_total",
      help: "Requests to the collector by route and outcome: ok, or why they were refused.",
      labelNames: ["route", "outcome"],
      registers,
    });
    this.#events = new Counter({
      name: "polku_http_events_total",
      help: "Events made durable in the journal, by source and verdict.",
      labelNames: ["source", "verdict"],
      registers,
    });
    this.#seconds = new Histogram({
      name: "polku_http_request_seconds",
      help: "From the headers of a request to its acknowledgement.",
      labelNames: ["route"],
      buckets: seconds,
      registers,
    });
  }

  request(route: string, outcome: string, took: number): void {
    this.#requests.inc({ route, outcome });
    this.#seconds.observe({ route }, took);
  }

  events(source: string, accepted: number, quarantined: number): void {
    if (accepted > 0) this.#events.inc({ source, verdict: "accepted" }, accepted);
    if (quarantined > 0) this.#events.inc({ source, verdict: "quarantined" }, quarantined);
  }
}
