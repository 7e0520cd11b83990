// `polku stream` as a process of its own, and somebody who sends events to it until each one is acknowledged.
import { type ChildProcess, spawn } from "node:child_process";
import { cliFile } from "../../pipeline/cli-process.ts";

export interface StreamProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it ended with. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** All that it logged so far. */
  readonly log: () => string;
}

/** Resolves when it serves, or has ended before: then there is no url. `more`: variables of its environment. */
export const startStream = async (
  folder: string,
  faultAt?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<StreamProcess> => {
  const env = { ...process.env, ...more, ...(faultAt === undefined ? {} : { FAULT_AT: faultAt }) };
  const child = spawn(process.execPath, [cliFile, "stream", "--json"], { cwd: folder, env });
  let [out, err] = ["", ""];
  child.stderr.on("data", (part: Buffer) => (err += part.toString()));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  const ready = new Promise<void>((resolve) => {
    child.stdout.on("data", (part: Buffer) => {
      out += part.toString();
      if (out.includes("\n")) resolve();
    });
  });
  await Promise.race([ready, ended]);
  const url = out.includes("\n") ? String((JSON.parse(out) as { url: unknown }).url) : "";
  return { child, url, ended, log: () => err };
};

/** The process to send to: it may be another one after each kill. */
export interface Target {
  url: string;
}

/** Sends some records; gives false where nothing was acknowledged, so that they have to be sent again. */
const sendOnce = async ({ url }: Target, key: string, records: readonly string[]): Promise<boolean> => {
  try {
    const response = await fetch(`${url}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
      body: records.join("\n"),
      signal: AbortSignal.timeout(10_000),
    });
    const answer = (await response.json()) as { results?: readonly unknown[] };
    return response.status === 200 && answer.results?.length === records.length;
  } catch {
    return false;
  }
};

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** As a library does: again and again until it is acknowledged, and now and then once more. */
export const sendAll = async (
  target: Target,
  key: string,
  batches: readonly (readonly string[])[],
  restMilliseconds: number,
): Promise<void> => {
  for (const [index, batch] of batches.entries()) {
    while (!(await sendOnce(target, key, batch))) await pause(50);
    const earlier = batches[index >> 1];
    if (index % 10 === 9 && earlier !== undefined) {
      while (!(await sendOnce(target, key, earlier))) await pause(50);
    }
    await pause(restMilliseconds);
  }
};

/** Resolves when nothing that was acknowledged waits any more. */
export const drained = async (target: Target): Promise<void> => {
  for (;;) {
    const text = await fetch(`${target.url}/metrics`).then(
      (response) => response.text(),
      () => "",
    );
    if (/polku_input_lag_records\{input="journal"\} 0\n/.test(text)) return;
    await pause(100);
  }
};
