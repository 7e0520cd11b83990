// Inputs of Kafka for tests, all of them stopped at the end, and what they said.
import { KafkaInput, type KafkaInputOptions } from "../../connectors/transports/kafka.ts";

export class OpenInputs {
  readonly said: string[] = [];
  readonly #open: KafkaInput[] = [];
  readonly #brokers: () => [string, ...string[]];

  constructor(brokers: () => [string, ...string[]]) {
    this.#brokers = brokers;
  }

  /** Of a group of its own, unless one is named. */
  make(
    topics: readonly string[],
    settings: Partial<KafkaInputOptions["input"]> = {},
    options: Partial<KafkaInputOptions> = {},
  ): KafkaInput {
    const [first = "", ...more] = topics;
    const say =
      (level: string) =>
      (message: string): void => {
        this.said.push(`${level}: ${message}`);
      };
    const input = new KafkaInput({
      source: "shop",
      folder: ".",
      input: { brokers: this.#brokers(), topics: [first, ...more], group: `group-${first}`, ...settings },
      log: { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") },
      metadataSeconds: 1,
      ...options,
    });
    this.#open.push(input);
    return input;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#open.map((input) => input.stop()));
  }
}
