#!/usr/bin/env node
// argv → command. The only place that reads process.argv and decides what the process ends with.
import { reportFailure } from "./commands/terminal/failure.ts";
import { createProgram } from "./commands/program.ts";
import { faultWish, terminalWishes } from "./config.ts";
import { armFaultPoint } from "./fault-point.ts";
import { openTerminal, type Terminal } from "./commands/terminal/terminal.ts";

const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * A signal ends the process at once and as itself, so that a shell sees it: the store's transactions leave the
 * workspace as after the last commit. process.exit would wait for the query that runs.
 */
const endOnSignal = ({ messages }: Terminal, clean: () => void): (() => void) => {
  const end = (signal: NodeJS.Signals): void => {
    forget();
    clean();
    messages.write("Interrupted. The workspace is as after the last finished step; the next run goes on.\n");
    process.kill(process.pid, signal);
  };
  const forget = (): void => signals.forEach((signal) => process.removeListener(signal, end));
  for (const signal of signals) process.once(signal, end);
  return forget;
};

/** A service ends in its own time after the first signal; the second one ends it as it would any other command. */
const untilSignal = (terminal: Terminal, clean: () => void, forget: () => void): Promise<string> => {
  forget();
  return new Promise((resolve) => {
    const first = (signal: NodeJS.Signals): void => {
      signals.forEach((other) => process.removeListener(other, first));
      endOnSignal(terminal, clean);
      resolve(signal);
    };
    for (const signal of signals) process.once(signal, first);
  });
};

/** In a checkout's tests only: ends the process where FAULT_AT says, without any farewell. */
const listenForFaults = ({ messages }: Terminal): void => {
  const wish = faultWish();
  if (wish === undefined || armFaultPoint(wish, () => process.kill(process.pid, "SIGKILL"))) return;
  messages.write(`polku: FAULT_AT=${wish} names no fault point.\n`);
  process.exit(2);
};

const main = async (): Promise<void> => {
  const terminal = openTerminal(process.stdout, process.stderr, terminalWishes());
  listenForFaults(terminal);
  let exitCode = 0;
  const cleaners: (() => void)[] = [];
  const clean = (): void => cleaners.forEach((cleaner) => cleaner());
  const forget = endOnSignal(terminal, clean);
  try {
    await createProgram({
      terminal,
      exitWith: (code) => {
        exitCode = code;
      },
      onLeave: (cleaner) => cleaners.push(cleaner),
      untilSignal: () => untilSignal(terminal, clean, forget),
    }).parseAsync(process.argv);
  } catch (error) {
    clean();
    exitCode = reportFailure(error, terminal);
  }
  process.exitCode = exitCode;
};

await main();
