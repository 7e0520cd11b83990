// The file of `polku run --profile`: claimed before the walk begins, filled when it ends, however it ends.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { PolkuError, systemCode } from "../../models/errors.ts";
import type { RunProfileResult, RunResult } from "../../models/results.ts";
import { loadConfig } from "../config.ts";
import type { StageReporter } from "./run-context.ts";
import { RunProfile } from "./run-profile.ts";
import { placesOf } from "../workspace.ts";

/** An hour's work must not end with a file that cannot be written. */
const claim = async (file: string): Promise<void> => {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, "");
  } catch (error) {
    const problem = `The profile ${file} cannot be written (${systemCode(error) ?? "unknown"}).`;
    throw new PolkuError("usage", { problem }, { cause: error });
  }
};

/** Runs `work` with a reporter that measures and passes on to `listener`, and writes the profile. */
export const profiled = async (
  file: string,
  config: string,
  listener: StageReporter,
  work: (reporter: StageReporter) => Promise<RunResult>,
): Promise<{ result: RunResult; profile: RunProfileResult }> => {
  const { temporary } = placesOf(await loadConfig(config));
  await claim(file);
  const measuring = new RunProfile(listener, temporary);
  const write = async (result?: RunResult): Promise<RunProfileResult> => {
    const ids = { run_id: result?.run_id ?? null, snapshot_id: result?.snapshot_id ?? null };
    const profile = { ...ids, ...measuring.measured() };
    await writeFile(file, `${JSON.stringify(profile, null, 2)}\n`);
    return profile;
  };
  try {
    const result = await work(measuring);
    return { result, profile: await write(result) };
  } catch (error) {
    await write().catch(() => undefined);
    throw error;
  } finally {
    measuring.stop();
  }
};
