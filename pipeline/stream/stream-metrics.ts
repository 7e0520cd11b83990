// What a stream tells Prometheus: counts, ages and durations of batches and snapshots, and how far each input is.
// Labels are names of the configuration and words of closed lists; never anything out of a record.
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { StreamInput } from "../../connectors/transports/stream-input.ts";
import type { BatchReport } from "./batch-runner.ts";

const seconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

export class StreamMetrics {
  readonly registry = new Registry();
  readonly #batches: Counter;
  readonly #records: Counter<"verdict">;
  readonly #fileRecords: Counter;
  readonly #batchSeconds: Histogram;
  readonly #ageSeconds: Histogram;
  readonly #batchRecords: Gauge;
  readonly #snapshots: Counter<"outcome">;
  readonly #snapshotSeconds: Histogram;
  readonly #failures: Counter;
  readonly #gaps: Counter;

  constructor(inputs: readonly StreamInput[]) {
    const registers = [this.registry];
    const counter = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
      new Counter<Label>({ name: `polku_${name}`, help, labelNames, registers });
    const histogram = (name: string, help: string) =>
      new Histogram({ name: `polku_${name}`, help, buckets: seconds, registers });
    this.#batches = counter("batches_total", "Micro-batches stored.");
    this.#records = counter("records_total", "Records and events by what became of them.", ["verdict"]);
    this.#fileRecords = counter("file_records_total", "Records read out of files.");
    this.#batchSeconds = histogram("batch_seconds", "Time to store and resolve one micro-batch.");
    this.#ageSeconds = histogram("batch_age_seconds", "From the arrival of the oldest record to its commit.");
    this.#batchRecords = new Gauge({
      name: "polku_batch_records",
      help: "Records of the last batch.",
      registers,
    });
    this.#snapshots = counter("snapshots_total", "Snapshots by outcome.", ["outcome"]);
    this.#snapshotSeconds = histogram("snapshot_seconds", "Time to build, audit and publish.");
    this.#failures = counter("failures_total", "Times that the stream had to begin a batch again.");
    this.#gaps = counter("gaps_total", "Stretches of a stream that were gone before they were read.");
    this.#inputGauges(inputs);
  }

  #inputGauges(inputs: readonly StreamInput[]): void {
    const gauge = (name: string, help: string, value: (input: StreamInput) => number | null) =>
      new Gauge({
        name: `polku_input_${name}`,
        help,
        labelNames: ["input"],
        registers: [this.registry],
        collect() {
          for (const input of inputs) {
            const found = value(input);
            if (found !== null) this.set({ input: input.name }, found);
          }
        },
      });
    gauge("lag_records", "Records known to wait.", (input) => input.state().lag);
    gauge("is_reading", "1 while records can be read.", (input) => (input.state().isReading ? 1 : 0));
  }

  batchStored(report: BatchReport): void {
    this.#batches.inc();
    this.#records.inc({ verdict: "stored" }, report.stored);
    // One that takes the place of another is stored, and the other is set aside: no event of the batch is left over.
    const repeated = Math.max(0, report.events - report.stored - report.conflicting);
    this.#records.inc({ verdict: "repeated" }, repeated);
    this.#records.inc({ verdict: "quarantined" }, report.quarantinedRecords + report.conflicting);
    this.#batchRecords.set(report.records);
    this.#batchSeconds.observe(report.seconds);
    if (report.ageSeconds !== null) this.#ageSeconds.observe(report.ageSeconds);
    this.#gaps.inc(report.gaps);
  }

  filesRead(records: number): void {
    this.#fileRecords.inc(records);
  }

  snapshotEnded(outcome: "published" | "failed", took: number): void {
    this.#snapshots.inc({ outcome });
    this.#snapshotSeconds.observe(took);
  }

  failed(): void {
    this.#failures.inc();
  }
}
