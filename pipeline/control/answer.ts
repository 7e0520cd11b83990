// One request of the control socket, from its bytes to the last line of its answer. Says nothing of what was asked to the
// log but the name of the call.
import { realpath } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { PolkuError } from "../../models/errors.ts";
import { type LoadedConfig, loadConfig } from "../config.ts";
import type { StageReporter } from "../run/run-context.ts";
import { packageVersion } from "../snapshots/package-version.ts";
import { openWorkspace } from "../workspace.ts";
import { refuseOther } from "../workspace/kept-workspace/lending.ts";
import type { Turns } from "../workspace/kept-workspace/turns.ts";
import { callNames, type CallName } from "./call-names.ts";
import type { ControlSettings } from "./control-server.ts";
import {
  callPath,
  failureOf,
  holdPath,
  maxBodyBytes,
  type ProgressLine,
  requestSchema,
  versionHeader,
} from "./wire.ts";

export interface Answering extends ControlSettings {
  readonly turns: Turns;
  /** Aborted when nothing more is begun. */
  readonly ending: AbortSignal;
}

/** Nobody needs the store to stand still for longer; a process that was frozen would stop the stream. */
const longestHoldMs = 300_000;

const write = (response: ServerResponse, line: unknown): void => {
  response.write(`${JSON.stringify(line)}\n`);
};

const bodyOf = async (request: IncomingMessage): Promise<z.output<typeof requestSchema>> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    const buffer = Buffer.from(part);
    bytes += buffer.length;
    if (bytes > maxBodyBytes)
      throw new PolkuError("usage", { problem: "The input of this call is too long." });
    parts.push(buffer);
  }
  try {
    return requestSchema.parse(JSON.parse(Buffer.concat(parts).toString("utf8")));
  } catch (cause) {
    throw new PolkuError("usage", { problem: "A call is one JSON document." }, { cause });
  }
};

/** The configuration of who asks. Throws config_outdated where it is not that of the workspace that is kept here. */
const callerConfig = async ({ kept, loaded }: Answering, input: unknown): Promise<LoadedConfig> => {
  const { success, data } = z.object({ config: z.string() }).safeParse(input);
  if (!success) throw new PolkuError("usage", { problem: "A call names its configuration." });
  const asking = await loadConfig(data.config);
  const path = await realpath(asking.workspace).catch(() => asking.workspace);
  if (path !== kept.path) {
    const { file } = asking;
    const differing = "the folder of the workspace";
    throw new PolkuError("config_outdated", { file, workspace: kept.path, differing });
  }
  refuseOther(kept.path, loaded, asking);
  return asking;
};

const refuseVersion = ({ kept }: Answering, version: unknown): void => {
  const own = packageVersion();
  if (version === own) return;
  throw new PolkuError("workspace_unusable", {
    workspace: kept.path,
    problem: `what keeps it open is polku ${own}, and this is another version`,
    remedy: "Use the same version, or restart what keeps it open with this one.",
  });
};

const reporterTo = (response: ServerResponse, isFollowed: boolean): StageReporter => {
  const tell = (progress: ProgressLine): void => {
    if (isFollowed) write(response, { progress });
  };
  return {
    begin: (stage, unit) => tell({ begin: stage, unit }),
    advance: (done, total) => tell({ advance: done, ...(total === undefined ? {} : { total }) }),
    part: (name, rows) => tell({ part: name, rows }),
    end: (rows) => tell({ end: rows }),
  };
};

/** Borrows the workspace until who asked goes away. */
const hold = async ({ ending }: Answering, loaded: LoadedConfig, response: ServerResponse): Promise<void> => {
  const lent = await openWorkspace(loaded);
  try {
    await untilGone(response, ending);
  } finally {
    await lent.close();
  }
};

const untilGone = (response: ServerResponse, ending: AbortSignal): Promise<void> =>
  new Promise<void>((settle) => {
    if (response.destroyed) return settle();
    const end = (): void => void response.destroy();
    const timer = setTimeout(end, longestHoldMs);
    ending.addEventListener("abort", end, { once: true });
    response.once("close", () => {
      clearTimeout(timer);
      ending.removeEventListener("abort", end);
      settle();
    });
    write(response, { held: true });
  });

type Asked = CallName | "hold";

const askedBy = ({ method, url }: IncomingMessage): Asked => {
  const found = callNames.find((name) => callPath(name) === url);
  if (method === "POST" && (found !== undefined || url === holdPath)) return found ?? "hold";
  throw new PolkuError("usage", { problem: "This is no call that the control socket knows." });
};

const serve = async (
  asked: Asked,
  answering: Answering,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  refuseVersion(answering, request.headers[versionHeader]);
  const { input, isFollowed } = await bodyOf(request);
  // So that who asks knows that somebody listens, while they wait for their turn.
  response.writeHead(200, { "content-type": "application/x-ndjson" }).flushHeaders();
  await answering.turns.run(async () => {
    if (response.destroyed) return;
    if (answering.ending.aborted) throw endingNow(answering);
    const loaded = await callerConfig(answering, input);
    if (asked === "hold") return hold(answering, loaded, response);
    const { calls } = await import("./calls.ts");
    const publishNow: Answering["publishNow"] = (reporter) =>
      Promise.race([answering.publishNow(reporter), failsAtEnd(answering)]);
    const context = { loaded, publishNow, reporter: reporterTo(response, isFollowed) };
    write(response, { result: await calls[asked](input, context) });
  });
};

const endingNow = ({ kept }: Answering): PolkuError =>
  new PolkuError("workspace_unusable", {
    workspace: kept.path,
    problem: "what keeps it open is ending",
    remedy: "Run the command again: it needs nobody then.",
  });

/** What is ending publishes no more, and may never answer. */
const failsAtEnd = (answering: Answering): Promise<never> =>
  new Promise((_, fail) => {
    answering.ending.addEventListener("abort", () => fail(endingNow(answering)), { once: true });
  });

/** Answers one request; never throws. */
export const answer = async (
  answering: Answering,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const startedAt = performance.now();
  const { log } = answering;
  let call: string = "unknown";
  let outcome: string = "ok";
  response.on("error", () => undefined);
  try {
    const asked = askedBy(request);
    call = asked;
    await serve(asked, answering, request, response);
  } catch (error) {
    const failure = failureOf(error);
    outcome = failure.code;
    if (failure.code === "internal") log.error({ call, err: error }, "command failed");
    write(response, { failure });
  }
  response.end();
  log.info({ call, outcome, seconds: (performance.now() - startedAt) / 1000 }, "command answered");
};
