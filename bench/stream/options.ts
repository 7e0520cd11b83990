// What the benchmark of streams is asked for, and the world that it lives in.
import { parseArgs } from "node:util";

export interface StreamBench {
  /** Events that are stored before anything is streamed. */
  readonly stored: number;
  /** Of each phase. */
  readonly seconds: number;
  readonly seed: number;
  readonly memory: string;
  /** Brokers to use instead of one of its own. */
  readonly brokers: readonly string[];
  readonly json: string | undefined;
  readonly keep: boolean;
  /** Phases to run; all of them where nothing is named. */
  readonly only: readonly string[];
}

const listOf = (text: string | undefined): string[] => (text ?? "").split(",").filter((part) => part !== "");

export const streamBench = (): StreamBench => {
  const { values } = parseArgs({
    options: {
      stored: { type: "string", default: "1000000" },
      seconds: { type: "string", default: "20" },
      seed: { type: "string", default: "1" },
      memory: { type: "string", default: "4GB" },
      brokers: { type: "string" },
      only: { type: "string" },
      json: { type: "string" },
      keep: { type: "boolean", default: false },
    },
  });
  return {
    stored: Number(values.stored),
    seconds: Number(values.seconds),
    seed: Number(values.seed),
    memory: values.memory,
    brokers: listOf(values.brokers),
    json: values.json,
    keep: values.keep,
    only: listOf(values.only),
  };
};

/** So many that ten million events carry five million identifiers. */
export const personsFor = (events: number): number => Math.ceil(events * 0.17);
