// A Java program that a test started: it ends with the test, whatever happens to it.
import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export class JavaProcess {
  readonly #log: string;
  #child: ChildProcess | undefined;

  constructor(log: string) {
    this.#log = log;
  }

  /** Resolves when `isReady` says so. */
  async start(
    args: readonly string[],
    isReady: () => Promise<boolean>,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const log = openSync(this.#log, "a");
    const child = spawn("java", args, {
      stdio: ["ignore", log, log],
      env: { ...process.env, ...environment },
    });
    this.#child = child;
    running.add(child);
    const until = Date.now() + 90_000;
    while (!(await isReady())) {
      if (child.exitCode !== null || Date.now() > until) {
        await this.end("SIGKILL");
        throw new Error(`It did not start:\n${readFileSync(this.#log, "utf8").slice(-4000)}`);
      }
      await sleep(100);
    }
  }

  /** It answers nothing, and its connections stay, until SIGCONT. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#child?.kill(signal);
  }

  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill(signal);
      await ended;
    }
    running.delete(child);
  }
}
