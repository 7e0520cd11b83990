// `polku stream` in a process of its own: started, watched, asked how far it is, killed.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { cli, type Project } from "./project.ts";

const kibibytes = (status: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);

export class StreamProcess {
  readonly url: string;
  readonly secondsToReady: number;
  readonly #child: ChildProcess;
  readonly #timer: NodeJS.Timeout;
  readonly #memory: number[] = [];

  private constructor(child: ChildProcess, url: string, secondsToReady: number) {
    this.#child = child;
    this.url = url;
    this.secondsToReady = secondsToReady;
    this.#timer = setInterval(() => this.#look(), 1000);
    this.#timer.unref();
  }

  /** Resolves when it serves. Its log goes to stream.log in the project's folder. */
  static async start(project: Project): Promise<StreamProcess> {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [cli, "stream", "--config", project.config, "--json"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    process.once("exit", () => child.kill("SIGKILL"));
    child.stderr.pipe(createWriteStream(join(project.folder, "stream.log"), { flags: "a" }));
    for await (const line of createInterface({ input: child.stdout })) {
      const { url } = JSON.parse(line) as { readonly url: string };
      return new StreamProcess(child, url, (performance.now() - startedAt) / 1000);
    }
    throw new Error(`polku stream ended before it was ready; see ${join(project.folder, "stream.log")}`);
  }

  /** Of all threads, so far. */
  get cpuSeconds(): number {
    const fields =
      readFileSync(`/proc/${String(this.#child.pid)}/stat`, "utf8")
        .split(") ")[1]
        ?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Means of the first and the last third of its life so far, and the most. */
  get memory(): { readonly firstThird: number; readonly lastThird: number; readonly peak: number } {
    const third = Math.floor(this.#memory.length / 3);
    return {
      firstThird: mean(this.#memory.slice(0, third)),
      lastThird: mean(this.#memory.slice(-third)),
      peak: Math.max(0, ...this.#memory),
    };
  }

  /** Events that are done with since it started: stored, repeated and set aside. */
  events(): Promise<number> {
    return this.#metric("polku_records_total");
  }

  /** Resolves when so many events were stored, or nothing came for half a minute. */
  async untilStored(events: number): Promise<number> {
    let [seen, seenAt] = [await this.events(), performance.now()];
    while (seen < events && performance.now() - seenAt < 30_000) {
      await sleep(100);
      const now = await this.events();
      if (now > seen) [seen, seenAt] = [now, performance.now()];
    }
    return seen;
  }

  /** Resolves when nothing more comes to be stored. */
  async quiet(): Promise<void> {
    let seen = -1;
    for (let now = await this.events(); now !== seen; now = await this.events()) {
      seen = now;
      await sleep(2000);
    }
  }

  /** Resolves when it has ended. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    clearInterval(this.#timer);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill(signal);
    await ended;
  }

  /** A figure of /metrics, summed over its labels. */
  async #metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return text
      .split("\n")
      .filter((line) => line.startsWith(`${name}{`))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
  }

  #look(): void {
    try {
      const status = readFileSync(`/proc/${String(this.#child.pid)}/status`, "utf8");
      this.#memory.push(kibibytes(status, "VmRSS") * 1024);
    } catch {
      clearInterval(this.#timer);
    }
  }
}
