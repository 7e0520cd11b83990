// What needs the store: done here where the store can be opened, else by the process that keeps it open, where that
// takes calls. The answer is the same.
import { resolve } from "node:path";
import { z } from "zod";
import { PolkuError } from "../../models/errors.ts";
import type { StageReporter } from "../run/run-context.ts";
import type { CallName } from "./call-names.ts";

export interface StoreInput {
  /** The configuration file. */
  readonly config: string;
  /** Another file that the work reads. */
  readonly truth?: string;
  /** Told how far the work is, wherever that is done. */
  readonly reporter?: StageReporter | undefined;
}

/** The workspace that another process holds, where this is what an error says. */
const heldWorkspace = (error: unknown): string | undefined =>
  error instanceof PolkuError && error.code === "workspace_in_use"
    ? String(error.details["workspace"])
    : undefined;

/** Files as any process finds them. */
const withWholePaths = <Input extends StoreInput>(input: Input): Input => ({
  ...input,
  config: resolve(input.config),
  ...(input.truth === undefined ? {} : { truth: resolve(input.truth) }),
});

/** The files of a message as they were named here. */
const asNamedHere = (error: unknown, { config, truth }: StoreInput): unknown => {
  if (!(error instanceof PolkuError)) return error;
  const named = [config, truth].flatMap((name) =>
    name === undefined ? [] : [[resolve(name), name] as const],
  );
  const shown = (detail: string | number): string | number =>
    named.reduce<string | number>(
      (text, [whole, name]) => (typeof text === "string" ? text.replaceAll(whole, name) : text),
      detail,
    );
  const details = Object.entries(error.details).map(([key, detail]) => [key, shown(detail)] as const);
  return new PolkuError(error.code, Object.fromEntries(details), { cause: error });
};

/**
 * Runs `here`; where another process holds the workspace and takes calls, makes the call there instead. `input` is all
 * that the call needs, as JSON. Throws what either throws; workspace_in_use where the holder takes no calls.
 */
export const onStore = async <Result>(
  call: CallName,
  input: StoreInput & Readonly<Record<string, unknown>>,
  here: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await here();
  } catch (error) {
    const workspace = heldWorkspace(error);
    if (workspace === undefined) throw error;
    const { sendCall } = await import("./send-call.ts");
    const { reporter, ...sent } = withWholePaths(input);
    try {
      const answer = await sendCall(workspace, call, sent, reporter);
      // Both ends are the same program: the result has the shape that the work here would have given.
      if (answer !== undefined) return z.custom<Result>().parse(answer.result);
    } catch (refusal) {
      throw asNamedHere(refusal, input);
    }
    throw error;
  }
};
