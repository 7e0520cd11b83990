#!/usr/bin/env node
// argv → command. The only place that reads process.argv and decides what the process ends with.
import { CommanderError } from "commander";
import { PolkuError } from "../models/errors.ts";
import { createProgram } from "./commands/program.ts";
import { terminalWishes } from "./config.ts";
import { openTerminal, OutputClosed, type Terminal } from "./terminal/terminal.ts";
import { withoutValues } from "./warehouse/engine-error.ts";

const usageExitCode = 2;
const failureExitCode = 1;

/** An error that is none of ours: what it is and where it came from, without the values it was about. */
const faultText = (error: unknown): string => {
  if (!(error instanceof Error)) return new PolkuError("internal", { problem: "unknown" }).message;
  const problem = `${error.name}: ${withoutValues(error.message)}`;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [new PolkuError("internal", { problem }).message, ...frames.slice(0, 8)].join("\n");
};

const exitCodeOf = (error: unknown, { messages }: Terminal): number => {
  // The reader has what it wanted.
  if (error instanceof OutputClosed) return 0;
  // commander has printed its own message, and help or the version are no failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode;
  const text = error instanceof PolkuError ? error.message : faultText(error);
  messages.write(`polku: ${text}\n`);
  return error instanceof PolkuError ? error.exitCode : failureExitCode;
};

/**
 * A signal ends the process at once and as itself, so that a shell sees it: the store's transactions leave the
 * workspace as after the last commit. process.exit would wait for the query that runs.
 */
const endOnSignal = (signal: NodeJS.Signals, { messages }: Terminal, clean: () => void): void => {
  process.once(signal, () => {
    clean();
    messages.write("Interrupted. The workspace is as after the last finished step; the next run goes on.\n");
    process.kill(process.pid, signal);
  });
};

const main = async (): Promise<void> => {
  const terminal = openTerminal(process.stdout, process.stderr, terminalWishes());
  let exitCode = 0;
  const cleaners: (() => void)[] = [];
  const clean = (): void => cleaners.forEach((cleaner) => cleaner());
  for (const signal of ["SIGINT", "SIGTERM"] as const) endOnSignal(signal, terminal, clean);
  try {
    await createProgram({
      terminal,
      exitWith: (code) => {
        exitCode = code;
      },
      onLeave: (cleaner) => cleaners.push(cleaner),
    }).parseAsync(process.argv);
  } catch (error) {
    clean();
    exitCode = exitCodeOf(error, terminal);
  }
  process.exitCode = exitCode;
};

await main();
