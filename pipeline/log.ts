// The only logger: JSON lines for machines, on standard error or in a file. Values of identifiers never reach it.
import { type Logger, pino } from "pino";
import { PolkuError } from "../models/errors.ts";
import { builtInNamespaces } from "../models/identity/namespaces.ts";
import { withoutValues } from "./warehouse/engine-error.ts";

export const logLevels = ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogSettings {
  readonly level: LogLevel;
  /** A file to append to; standard error where there is none. */
  readonly file?: string | undefined;
}

/** Keys under which a person's data could stand, at the top of a log line and two levels below. */
const redactedKeys = [
  "value",
  "values",
  "value_a",
  "value_b",
  "identifiers",
  "record",
  "line",
  "traits",
  "properties",
  "secret",
  ...builtInNamespaces.map(({ namespace }) => namespace),
];

const redactedPaths = redactedKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** An error without what it was about: a message of ours as it is, any other without the values in it. */
const errorEntry = (error: unknown): Record<string, unknown> => {
  if (error instanceof PolkuError)
    return { code: error.code, message: error.message, details: error.details };
  if (!(error instanceof Error)) return { message: "unknown" };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return { type: error.name, message: withoutValues(error.message), stack: frames.join("\n") };
};

export type { Logger };

/** A logger whose lines are written before the call returns, so that a crash loses none. */
export const createLog = ({ level, file }: LogSettings): Logger =>
  pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: redactedPaths, censor: "[redacted]" },
      serializers: { err: errorEntry, error: errorEntry },
    },
    pino.destination({ dest: file ?? 2, sync: true, mkdir: true }),
  );
