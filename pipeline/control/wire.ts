// What goes over the control socket: one JSON document there, lines of JSON back. Both ends are the same polku; another
// version is refused.
import { z } from "zod";
import { PolkuError, errorKinds, type ErrorCode } from "../../models/errors.ts";
import { stageNames } from "../run/run-context.ts";
import { problemIn } from "../warehouse/engine-error.ts";

/** The header that names the version of the program at the other end. */
export const versionHeader = "x-polku-version";

/** `statements` of a file may be many; nothing else is long. */
export const maxBodyBytes = 128_000_000;

/** The path of a request that only asks for the turn, and keeps it while it is connected. */
export const holdPath = "/hold";

export const callPath = (name: string): string => `/calls/${name}`;

export const requestSchema = z.strictObject({
  input: z.unknown(),
  /** True where the one who asks can show progress. */
  isFollowed: z.boolean(),
});

const unit = z.enum(["records", "bytes", "rows", "models", "tables"]);

const progressSchema = z.union([
  z.object({ begin: z.enum(stageNames), unit }),
  z.object({ advance: z.number(), total: z.number().optional() }),
  z.object({ part: z.string(), rows: z.number() }),
  z.object({ end: z.number() }),
]);

const codes = Object.keys(errorKinds);
const isCode = (text: string): text is ErrorCode => codes.includes(text);

const failureSchema = z.object({
  code: z.string().refine(isCode),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** One line of an answer: how far it is, that the turn has come, or its end. */
export const lineSchema = z.union([
  z.object({ progress: progressSchema }),
  z.object({ held: z.literal(true) }),
  z.object({ failure: failureSchema }),
  z.object({ result: z.unknown() }),
]);

export type ProgressLine = z.output<typeof progressSchema>;
export type Failure = z.output<typeof failureSchema>;

/** An error as it goes over the wire. One that is none of ours goes without the values that it was about. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof PolkuError) return { code: error.code, details: error.details };
  const kind = error instanceof Error ? error.name : "unknown";
  return { code: "internal", details: { problem: `${kind}: ${problemIn(error)}` } };
};
