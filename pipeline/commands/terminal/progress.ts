// Tells how far a run is: one live line per stage on a terminal, plain lines elsewhere.
import type { StageName, StageReporter } from "../../run/run-context.ts";
import { byteText, countText, durationText } from "./figures.ts";
import type { Messages } from "./terminal.ts";

type Unit = Parameters<StageReporter["begin"]>[1];

interface RunningStage {
  readonly name: StageName;
  readonly unit: Unit;
  readonly startedAt: number;
  done: number;
  total: number | undefined;
}

const redrawSeconds = 0.1;
const plainSeconds = 10;
const nameWidth = 11;

const amount = (count: number, unit: Unit): string =>
  unit === "bytes" ? byteText(count) : `${countText(count)} ${unit}`;

/** `3 of 15 tables`. */
const portion = (done: number, total: number, unit: Unit): string =>
  `${unit === "bytes" ? byteText(done) : countText(done)} of ${amount(total, unit)}`;

/** Models and tables differ too much in size for a rate of them. */
const isRateTelling = (unit: Unit): boolean => unit !== "models" && unit !== "tables";

const progressText = ({ name, unit, startedAt, done, total }: RunningStage, now: number): string => {
  const seconds = now - startedAt;
  const parts = [name.padEnd(nameWidth)];
  if (done > 0) parts.push(total === undefined ? amount(done, unit) : portion(done, total, unit));
  if (done > 0 && seconds >= 1 && isRateTelling(unit)) parts.push(`${amount(done / seconds, unit)}/s`);
  if (total !== undefined && done > 0 && done < total && seconds >= 1) {
    parts.push(`${durationText((seconds * (total - done)) / done)} left`);
  } else if (seconds >= 1) {
    parts.push(durationText(seconds));
  }
  return parts.join("  ");
};

const endText = ({ name, startedAt }: RunningStage, rows: number, now: number): string =>
  `${name.padEnd(nameWidth)}  ${countText(rows)} rows  ${durationText(now - startedAt)}`;

const seconds = (): number => performance.now() / 1000;

/** Draws the progress of the stage begun last; `clock` gives seconds. */
export class Progress implements StageReporter {
  readonly #messages: Messages;
  readonly #clock: () => number;
  readonly #running: RunningStage[] = [];
  #drawnAt = 0;
  #redraw: NodeJS.Timeout | undefined;

  constructor(messages: Messages, clock: () => number = seconds) {
    this.#messages = messages;
    this.#clock = clock;
  }

  begin(name: StageName, unit: Unit): void {
    this.#running.push({ name, unit, startedAt: this.#clock(), done: 0, total: undefined });
    this.#drawnAt = this.#clock();
    if (!this.#messages.isLive) return;
    this.#draw();
    // The clock goes on where a stage says nothing for a while.
    this.#redraw ??= setInterval(() => this.#draw(), 1000).unref();
  }

  advance(done: number, total?: number): void {
    const stage = this.#running.at(-1);
    if (stage === undefined) return;
    stage.done = done;
    stage.total = total;
    const every = this.#messages.isLive ? redrawSeconds : plainSeconds;
    if (this.#clock() - this.#drawnAt >= every) this.#draw();
  }

  end(rows: number): void {
    const stage = this.#running.pop();
    if (stage === undefined) return;
    this.#erase();
    this.#messages.write(`${endText(stage, rows, this.#clock())}\n`);
    if (this.#running.length === 0) this.stop();
    else if (this.#messages.isLive) this.#draw();
  }

  /** Leaves no half-drawn line behind; call it before a message of an error. */
  stop(): void {
    clearInterval(this.#redraw);
    this.#redraw = undefined;
    if (this.#running.length > 0) this.#erase();
    this.#running.length = 0;
  }

  #draw(): void {
    const stage = this.#running.at(-1);
    if (stage === undefined) return;
    this.#drawnAt = this.#clock();
    const text = progressText(stage, this.#drawnAt);
    if (this.#messages.isLive)
      this.#messages.write(`\r\u001B[2K${text.slice(0, this.#messages.columns - 1)}`);
    else this.#messages.write(`${text}\n`);
  }

  #erase(): void {
    if (this.#messages.isLive) this.#messages.write("\r\u001B[2K");
  }
}
