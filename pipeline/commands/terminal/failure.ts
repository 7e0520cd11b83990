// What a command that fails says, and what the process ends with.
import { CommanderError } from "commander";
import { PolkuError } from "../../../models/errors.ts";
import { OutputClosed, type Terminal } from "./terminal.ts";
import { withoutValues } from "../../warehouse/engine-error.ts";

const usageExitCode = 2;
const failureExitCode = 1;
const shownFrames = 8;

/** An error that is none of ours: what it is and where it came from, without the values it was about. */
const faultText = (error: unknown): string => {
  if (!(error instanceof Error)) return new PolkuError("internal", { problem: "unknown" }).message;
  const problem = `${error.name}: ${withoutValues(error.message)}`;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [new PolkuError("internal", { problem }).message, ...frames.slice(0, shownFrames)].join("\n");
};

/** Says what went wrong, where nothing else has said it yet, and gives the exit code. */
export const reportFailure = (error: unknown, { messages }: Terminal): number => {
  // The reader has what it wanted.
  if (error instanceof OutputClosed) return 0;
  // commander has printed its own message, and help or the version are no failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode;
  messages.write(`polku: ${error instanceof PolkuError ? error.message : faultText(error)}\n`);
  return error instanceof PolkuError ? error.exitCode : failureExitCode;
};
