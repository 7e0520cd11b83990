// Files beside a stream: all of them once when it starts, then those of watched inputs. A file is stored in a transaction
// of its own, as a run does it; who its people are is resolved behind it.
import type { InputConfig, SourceConfig } from "../../models/config.ts";
import { ingest } from "../ingest.ts";
import type { Resolution } from "../run.ts";
import type { RunContext } from "../run/run-context.ts";
import { resolveRest, storedEnd } from "./stored-end.ts";

const isWatched = (input: InputConfig): boolean => "files" in input && input.watch === true;

/** Whether there are files to look for after the first time. */
export const watchesFiles = (sources: readonly SourceConfig[]): boolean =>
  sources.some(({ inputs = [] }) => inputs.some(isWatched));

export interface Look {
  readonly records: number;
  readonly warnings: readonly string[];
  /** Null where there was nothing to resolve, or no time for it. */
  readonly resolved: Resolution | null;
}

export class FileWatch {
  #isFirst = true;

  /**
   * Reads what is new; resolves when it is stored. A glob that matches nothing is warned of once, at the start. Once
   * `isEnding` is true the rest is left: the next start reads and resolves it.
   */
  async look(context: RunContext, isEnding: () => boolean): Promise<Look> {
    const which = this.#isFirst ? "all" : "watched";
    const { records, warnings } = await ingest(context, { which, isEnding });
    const told = this.#isFirst ? warnings : [];
    this.#isFirst = false;
    if (isEnding()) return { records, warnings: told, resolved: null };
    const resolved = await resolveRest(context, await storedEnd(context.warehouse.writer));
    return { records, warnings: told, resolved };
  }
}
