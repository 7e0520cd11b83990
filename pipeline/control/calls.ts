// The calls that the process which keeps a workspace open answers, each with the shape of its input. They are the functions
// of the library, which find the workspace lent in this process. Refuses inputs of any other shape.
import { z } from "zod";
import type { RunResult } from "../../models/results.ts";
import { PolkuError } from "../../models/errors.ts";
import { type LoadedConfig } from "../config.ts";
import { replayQuarantine } from "../ingest/replay.ts";
import { evaluate } from "../questions/evaluate.ts";
import { explain } from "../questions/explain.ts";
import { suggest } from "../questions/suggest.ts";
import type { StageReporter } from "../run/run-context.ts";
import { listStatements } from "../statements/list-statements.ts";
import { applyWishes, stateOne } from "../statements/state.ts";
import { readStore } from "../workspace/doctor/read-store.ts";
import { listQuarantine, showQuarantine } from "../workspace/quarantine.ts";
import type { CallName } from "./call-names.ts";

/** What a call works with beside its input. */
export interface CallContext {
  /** The caller's configuration, found to be that of the one who keeps the workspace. */
  readonly loaded: LoadedConfig;
  readonly reporter: StageReporter;
  readonly publishNow: (reporter: StageReporter) => Promise<RunResult>;
}

export type Call = (input: unknown, context: CallContext) => Promise<unknown>;

const text = z.string();
const config = text;
const optional = text.optional();

/** `input` without a meaning of its own: the message names no value of it. */
const call =
  <Input>(schema: z.ZodType<Input>, work: (input: Input, context: CallContext) => Promise<unknown>): Call =>
  async (given, context) => {
    const { data, success } = schema.safeParse(given);
    if (!success) throw new PolkuError("usage", { problem: "The input of this call has another shape." });
    return work(data, context);
  };

const wish = z.strictObject({
  kind: text,
  identifiers: z.array(z.object({ namespace: text, value: text })).optional(),
  undoes: text.nullish(),
  reason: optional,
  at: optional,
  author: optional,
  statement_id: optional,
  undone_by: text.nullish(),
});

const stating = {
  config,
  reason: optional,
  at: optional,
  author: optional,
  isPublished: z.boolean().optional(),
};
const filter = { config, source: optional, reason: optional };

const published = async ({ dataEnd }: { dataEnd?: string | undefined }, context: CallContext) => {
  if (dataEnd !== undefined) {
    throw new PolkuError("usage", {
      problem:
        "A stream keeps this workspace open and publishes all that it has stored: --data-end needs it stopped.",
    });
  }
  const result = await context.publishNow(context.reporter);
  const note =
    "A stream keeps this workspace open: it published what it has stored, and reads the sources itself.";
  return { ...result, warnings: [note, ...result.warnings] };
};

export const calls: Readonly<Record<CallName, Call>> = {
  "identity.state": call(z.strictObject({ ...stating, wish }), ({ wish: given, ...options }, { reporter }) =>
    stateOne({ ...options, reporter }, given),
  ),
  "identity.apply": call(
    z.strictObject({ ...stating, wishes: z.array(wish), file: text }),
    ({ wishes, file, ...options }, { reporter }) => applyWishes(wishes, file, { ...options, reporter }),
  ),
  "identity.list": call(z.strictObject({ config }), listStatements),
  "identity.suggest": call(z.strictObject({ config }), suggest),
  "identity.evaluate": call(z.strictObject({ config, truth: text }), evaluate),
  explain: call(z.strictObject({ config, subject: text, another: optional }), explain),
  "quarantine.list": call(z.strictObject({ ...filter, limit: z.number().optional() }), (given, { loaded }) =>
    listQuarantine(loaded, given),
  ),
  "quarantine.show": call(z.strictObject({ config, id: text }), ({ id }, { loaded }) =>
    showQuarantine(loaded, id),
  ),
  "quarantine.replay": call(z.strictObject(filter), replayQuarantine),
  "doctor.store": call(z.strictObject({ config, isThorough: z.boolean() }), ({ isThorough }, { loaded }) =>
    readStore(loaded, isThorough),
  ),
  run: call(z.strictObject({ config, dataEnd: optional }), published),
};
