// Files beside a stream: all of them once when it starts, then those of watched inputs. A file is stored in a transaction
// of its own, as a run does it; who its people are is resolved behind it.
import type { InputConfig, SourceConfig } from "../../models/config.ts";
import { ingest } from "../ingest.ts";
import type { RunContext } from "../run/run-context.ts";
import { resolve } from "../stages/resolve.ts";
import { readMeta } from "../workspace/store-schema.ts";
import { storedEnd } from "./stored-end.ts";

const isWatched = (input: InputConfig): boolean => "files" in input && input.watch === true;

/** Whether there are files to look for after the first time. */
export const watchesFiles = (sources: readonly SourceConfig[]): boolean =>
  sources.some(({ inputs = [] }) => inputs.some(isWatched));

export class FileWatch {
  #isFirst = true;

  /** Reads what is new; resolves when it is stored and resolved. */
  async look(context: RunContext): Promise<void> {
    await ingest(context, this.#isFirst ? "all" : "watched");
    this.#isFirst = false;
    const { writer } = context.warehouse;
    const lastKey = (await readMeta(writer, "identity_event_key")) ?? "0";
    const isNew = await writer.count(
      "select count(*) from (from events where event_key > $1::bigint limit 1)",
      [lastKey],
    );
    if (isNew > 0) await resolve(context, await storedEnd(writer), { isFull: false });
  }
}
