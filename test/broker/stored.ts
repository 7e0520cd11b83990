// A store for tests: takes from an input what a stream would store, keeps how far it came, and starts another from it.
import type { StreamGap, StreamInput, StreamProgress } from "../../connectors/transports/stream-input.ts";

export class Stored {
  readonly progress = new Map<string, StreamProgress>();
  readonly gaps: StreamGap[] = [];
  /** `<stream> <position>` and the record, in the order in which they were stored. */
  readonly records: (readonly [place: string, record: string])[] = [];

  get offsets(): StreamProgress[] {
    return [...this.progress.values()];
  }

  /** One micro-batch. Gives how many records were in it. */
  async batch(input: StreamInput, maxRecords = 1000): Promise<number> {
    const { arrivals, progress, gaps } = await input.take(maxRecords);
    for (const { origin, positions, records } of arrivals) {
      for (const [index, record] of records.entries()) {
        this.records.push([`${origin} ${positions[index]}`, record.toString()]);
      }
    }
    for (const entry of progress) this.progress.set(entry.stream, entry);
    this.gaps.push(...gaps);
    input.stored(progress);
    return arrivals.reduce((sum, { records }) => sum + records.length, 0);
  }

  /** Stores until so many records are stored in all. */
  async until(input: StreamInput, count: number, seconds = 40): Promise<void> {
    await this.untilTrue(input, () => this.records.length >= count, seconds);
  }

  async untilTrue(input: StreamInput, isDone: () => boolean, seconds = 40): Promise<void> {
    const until = Date.now() + seconds * 1000;
    while (!isDone()) {
      if (Date.now() > until)
        throw new Error(`Only ${this.records.length} records: ${JSON.stringify(input.state())}`);
      await input.waiting(200);
      await this.batch(input);
    }
  }
}
