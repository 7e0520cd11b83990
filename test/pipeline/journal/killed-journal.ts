// A journal whose process is killed again and again, and what must hold after each time: everything acknowledged is
// there, at the position that was told, once and in order.
import { join } from "node:path";
import { build } from "rolldown";
import { expect } from "vitest";
import { type Ended, start } from "../cli-process.ts";
import { JournalFolder } from "./journal-folder.ts";

interface Append {
  readonly name: string;
  readonly first: bigint;
  readonly count: number;
}

const appendsOf = (lines: readonly string[]): Append[] =>
  lines.flatMap((line) => {
    const [, name, first, count] = /^appended (\S+) (\d+) (\d+)$/.exec(line) ?? [];
    return name === undefined || first === undefined
      ? []
      : [{ name, first: BigInt(first), count: Number(count) }];
  });

export class KilledJournal {
  readonly #place = new JournalFolder();
  readonly #script = join(this.#place.parent, "appending.mjs");
  #runs = 0;
  /** The position that a store would remember. */
  #released = 1n;
  #appends: Append[] = [];

  async prepare(): Promise<void> {
    await build({
      input: join(import.meta.dirname, "appending-process.ts"),
      platform: "node",
      output: { file: this.#script, format: "esm" },
      logLevel: "silent",
    });
  }

  /** Lets a process append until it reaches a fault point. */
  async killAt(fault: string): Promise<void> {
    await this.#ended(await this.#started(fault).ended);
  }

  /** Lets a process append for so long. */
  async killAfter(milliseconds: number): Promise<void> {
    const { child, ended } = this.#started("");
    const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
    await this.#ended(await ended);
    clearTimeout(timer);
  }

  get acknowledged(): number {
    return this.#appends.length;
  }

  remove(): Promise<void> {
    return this.#place.remove();
  }

  #started(fault: string): ReturnType<typeof start> {
    this.#runs += 1;
    const wishes = [fault, String(this.#runs), String(this.#released)];
    return start(process.execPath, [this.#script, this.#place.folder, ...wishes]);
  }

  async #ended({ signal, stdout, stderr }: Ended): Promise<void> {
    expect(signal, stderr).toBe("SIGKILL");
    const lines = stdout.toString().split("\n");
    this.#appends.push(...appendsOf(lines));
    for (const line of lines) {
      const position = /^released (\d+)$/.exec(line)?.[1];
      if (position !== undefined) this.#released = BigInt(position);
    }
    await this.#check();
  }

  async #check(): Promise<void> {
    const journal = await this.#place.open({ atLeast: this.#released });
    const stored = [{ stream: "journal", next: this.#released, mark: journal.mark }];
    const { records, gaps, next } = await this.#place.contents(journal, stored, 50);
    await journal.close();
    expect(gaps).toEqual([]);
    if (records.length > 0) expect(next).toBe(journal.next);
    const there = new Map(
      records.map((record) => [record.split(" ")[0] ?? "", /^\d+ web ([\d-]+)/.exec(record)?.[1] ?? ""]),
    );
    expect(new Set(there.values()).size).toBe(records.length);
    const lost = this.#appends
      .flatMap(({ name, first, count }) =>
        Array.from({ length: count }, (_, index) => ({
          at: first + BigInt(index),
          name: `${name}-${String(index)}`,
        })),
      )
      .filter(({ at, name }) => at >= this.#released && there.get(String(at)) !== name);
    expect(lost).toEqual([]);
  }
}
