// Files beside a stream: all of them once when it starts, then those of watched inputs. A file is stored in a transaction
// of its own, as a run does it; who its people are is resolved behind it.
import type { InputConfig, SourceConfig } from "../../models/config.ts";
import { ingest } from "../ingest.ts";
import type { Resolution } from "../run.ts";
import type { RunContext } from "../run/run-context.ts";
import { resolve } from "../stages/resolve.ts";
import { hasUnresolved, storedEnd } from "./stored-end.ts";

const isWatched = (input: InputConfig): boolean => "files" in input && input.watch === true;

/** Whether there are files to look for after the first time. */
export const watchesFiles = (sources: readonly SourceConfig[]): boolean =>
  sources.some(({ inputs = [] }) => inputs.some(isWatched));

export class FileWatch {
  #isFirst = true;

  /** Reads what is new; gives what was resolved when it is stored. */
  async look(context: RunContext): Promise<Resolution | null> {
    await ingest(context, this.#isFirst ? "all" : "watched");
    this.#isFirst = false;
    const { writer } = context.warehouse;
    const dataEnd = await storedEnd(writer);
    return (await hasUnresolved(writer, dataEnd)) ? resolve(context, dataEnd, { isFull: false }) : null;
  }
}
