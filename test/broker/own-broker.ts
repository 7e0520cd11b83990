// A broker that the tests of one file have for themselves, with its topics and the inputs that read them: started before
// the first of them, and gone after the last.
import { afterAll, beforeAll } from "vitest";
import { type KafkaBroker, startKafka } from "./kafka-broker.ts";
import { OpenInputs } from "./open-inputs.ts";
import { Topics } from "./topics.ts";

class OwnBroker {
  readonly inputs = new OpenInputs(() => this.broker.brokers);
  #broker: KafkaBroker | undefined;
  #topics: Topics | undefined;

  get broker(): KafkaBroker {
    if (this.#broker === undefined) throw new Error("The broker starts with the first test.");
    return this.#broker;
  }

  get topics(): Topics {
    if (this.#topics === undefined) throw new Error("The broker starts with the first test.");
    return this.#topics;
  }

  async start(): Promise<void> {
    this.#broker = await startKafka();
    await this.findTopics();
  }

  /** Again, after the broker was started again. */
  async findTopics(): Promise<void> {
    this.#topics = await Topics.at(this.broker.brokers);
  }

  async remove(): Promise<void> {
    await this.inputs.stop();
    await this.#topics?.close();
    await this.#broker?.remove();
  }
}

/** For the tests of the `describe` that calls it; it may take so long to start, where that is more than usual. */
export const useOwnBroker = (milliseconds?: number): OwnBroker => {
  const own = new OwnBroker();
  beforeAll(() => own.start(), milliseconds);
  afterAll(() => own.remove());
  return own;
};
