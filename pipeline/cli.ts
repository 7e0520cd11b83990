#!/usr/bin/env node
// argv → command. The only place that reads process.argv and decides what the process ends with.
import { reportFailure } from "./commands/terminal/failure.ts";
import { createProgram } from "./commands/program.ts";
import { faultWish, terminalWishes } from "./config.ts";
import { armFaultPoint } from "./fault-point.ts";
import { openTerminal, type Terminal } from "./commands/terminal/terminal.ts";

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
    exitCode = reportFailure(error, terminal);
  }
  process.exitCode = exitCode;
};

await main();
