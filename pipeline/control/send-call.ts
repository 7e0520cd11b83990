// The other end of the control socket: asks the process that keeps a workspace open. Gives nothing where nobody answers.
import { type IncomingMessage, request } from "node:http";
import type { z } from "zod";
import { PolkuError } from "../../models/errors.ts";
import type { StageReporter } from "../run/run-context.ts";
import { packageVersion } from "../snapshots/package-version.ts";
import type { CallName } from "./call-names.ts";
import { withAddress } from "./socket-place.ts";
import { callPath, holdPath, lineSchema, type ProgressLine, versionHeader } from "./wire.ts";

type Line = z.output<typeof lineSchema>;

const endedEarly = (workspace: string, cause?: unknown): PolkuError =>
  new PolkuError(
    "workspace_unusable",
    {
      workspace,
      problem: "what keeps it open ended before it answered",
      remedy: "Look whether the command was done, such as with `polku identity list`; else run it again.",
    },
    { cause },
  );

const failedToConnect = (error: Error): boolean => "syscall" in error && error.syscall === "connect";

/** The head of an answer; undefined where nobody listens, or nobody whom this user may ask. */
const ask = (workspace: string, path: string, body: string): Promise<IncomingMessage | undefined> =>
  withAddress(
    workspace,
    (socketPath) =>
      new Promise((settle, fail) => {
        const headers = { "content-type": "application/json", [versionHeader]: packageVersion() };
        const asked = request({ socketPath, path, method: "POST", agent: false, headers }, settle);
        asked.on("error", (error) =>
          failedToConnect(error) ? settle(undefined) : fail(endedEarly(workspace, error)),
        );
        asked.end(body);
      }),
  );

const linesOf = async function* (answer: IncomingMessage, workspace: string): AsyncGenerator<Line> {
  let rest = "";
  try {
    for await (const part of answer.setEncoding("utf8")) {
      const lines = `${rest}${String(part)}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield lineSchema.parse(JSON.parse(line));
    }
  } catch (error) {
    throw error instanceof PolkuError ? error : endedEarly(workspace, error);
  }
};

const follow = (reporter: StageReporter | undefined, line: ProgressLine): void => {
  if ("begin" in line) reporter?.begin(line.begin, line.unit);
  else if ("advance" in line) reporter?.advance(line.advance, line.total);
  else if ("part" in line) reporter?.part?.(line.part, line.rows);
  else reporter?.end(line.end);
};

/**
 * The result of a call; undefined where nobody answers. Throws the error that the call threw.
 */
export const sendCall = async (
  workspace: string,
  call: CallName,
  input: unknown,
  reporter?: StageReporter,
): Promise<{ result: unknown } | undefined> => {
  const body = JSON.stringify({ input, isFollowed: reporter !== undefined });
  const answer = await ask(workspace, callPath(call), body);
  if (answer === undefined) return undefined;
  for await (const line of linesOf(answer, workspace)) {
    if ("progress" in line) follow(reporter, line.progress);
    else if ("failure" in line) throw new PolkuError(line.failure.code, line.failure.details);
    else if ("result" in line) return { result: line.result };
  }
  throw endedEarly(workspace);
};

/**
 * Runs `work` while the process that keeps the workspace open writes nothing; undefined where nobody answers. Throws where
 * the other did not wait until `work` was done.
 */
export const whileHeld = async <Result>(
  workspace: string,
  config: string,
  work: () => Promise<Result>,
): Promise<{ result: Result } | undefined> => {
  const answer = await ask(workspace, holdPath, JSON.stringify({ input: { config }, isFollowed: false }));
  if (answer === undefined) return undefined;
  try {
    const { value: line } = await linesOf(answer, workspace).next();
    if (line !== undefined && "failure" in line) {
      throw new PolkuError(line.failure.code, line.failure.details);
    }
    const result = await work();
    if (answer.destroyed || answer.complete) throw endedEarly(workspace);
    return { result };
  } finally {
    answer.destroy();
  }
};
