// The inputs of a stream, as the configuration names them: the journal behind the collector, and topics of Kafka.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StreamInput, StreamProgress } from "../../connectors/transports/stream-input.ts";
import { KafkaInput } from "../../connectors/transports/kafka.ts";
import { PolkuError } from "../../models/errors.ts";
import type { LoadedConfig } from "../config.ts";
import { Journal } from "../journal/journal.ts";
import { JournalInput, journalStream } from "../journal/journal-input.ts";
import type { Logger } from "../log.ts";

const retryMilliseconds = 2000;

/** The journal of the workspace, from where the store is on. */
export const openJournal = (workspace: string, stored: readonly StreamProgress[]): Promise<Journal> => {
  const own = stored.find(({ stream }) => stream === journalStream);
  const known = own === undefined ? {} : { atLeast: own.next, mark: own.mark };
  return Journal.open(join(workspace, "journal"), known);
};

export const streamInputs = (loaded: LoadedConfig, journal: Journal, log: Logger): StreamInput[] => {
  const stallSeconds = loaded.config.stream.stall_seconds;
  const kafka = loaded.config.sources.flatMap(({ name, inputs = [] }) =>
    inputs.flatMap((input) =>
      "kafka" in input
        ? [new KafkaInput({ source: name, input: input.kafka, folder: loaded.folder, log, stallSeconds })]
        : [],
    ),
  );
  return [new JournalInput(journal), ...kafka];
};

/**
 * Starts all inputs side by side. One that nothing answers is tried again until it does, or the stream ends: the others
 * need not wait. Throws stream_refused where an input cannot go on from what is stored, once every start has ended.
 */
export const startInputs = async (
  inputs: readonly StreamInput[],
  stored: () => Promise<readonly StreamProgress[]>,
  ending: AbortSignal,
  log: Logger,
): Promise<void> => {
  const start = async (input: StreamInput, from: readonly StreamProgress[]): Promise<boolean> => {
    try {
      await input.start(from);
      return true;
    } catch (error) {
      if (!(error instanceof PolkuError) || error.code !== "input_unusable") throw error;
      log.warn({ err: error, input: input.name }, "input not there yet");
      return false;
    }
  };
  const later = async (input: StreamInput): Promise<void> => {
    while (!ending.aborted) {
      await sleep(retryMilliseconds, undefined, { signal: ending }).catch(() => undefined);
      if (ending.aborted || (await start(input, await stored()))) return;
    }
  };
  const from = await stored();
  const started = await Promise.allSettled(inputs.map((input) => start(input, from)));
  for (const [index, input] of inputs.entries()) {
    const outcome = started[index];
    if (outcome?.status === "rejected") throw outcome.reason;
    if (outcome?.value === true) continue;
    later(input).catch((error: unknown) => log.error({ err: error, input: input.name }, "input refused"));
  }
};
